import Archive from '@mui/icons-material/ArchiveOutlined'

import { unchangedSince, type Action } from '../../../actions/action.ts'
import { api } from '../../../app/api.ts'
import type { Order } from '../order.ts'

export function archive({ id, number, version }: Order): Action {
  return {
    label: 'Archive',
    icon: <Archive />,
    sentence: `${number} leaves the lists of staff and stays what it is. It is found again with the filter “Archived”.`,
    run: () =>
      api.DELETE('/api/v1/admin/orders/{order_id}', {
        params: { path: { order_id: id }, header: unchangedSince(version) },
      }),
    done: `${number} is archived`,
  }
}

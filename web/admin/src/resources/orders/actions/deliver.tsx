import Mailbox from '@mui/icons-material/MarkunreadMailboxOutlined'

import { keyed, type Action } from '../../../actions/action.ts'
import { api } from '../../../app/api.ts'
import type { Order } from '../order.ts'

export function deliver({ id, number }: Order): Action {
  return {
    label: 'Deliver',
    icon: <Mailbox />,
    sentence: `Note that the goods of ${number} have arrived.`,
    run: (_, key) =>
      api.POST('/api/v1/admin/orders/{order_id}/deliver', {
        params: { path: { order_id: id }, header: keyed(key) },
      }),
    done: `${number} is delivered`,
  }
}

import EditNote from '@mui/icons-material/EditNote'

import { orNull, unchangedSince, type Action } from '../../../actions/action.ts'
import { api } from '../../../app/api.ts'
import type { Order } from '../order.ts'

const LONGEST = 1000

export function note({ id, version, notes }: Order): Action {
  return {
    label: 'Edit notes',
    icon: <EditNote />,
    sentence: 'Notes belong to the order; the customer reads them too.',
    fields: [
      {
        name: 'notes',
        label: 'Notes',
        kind: 'long',
        initial: notes ?? '',
        wrong: (text) =>
          text.length > LONGEST ? `Shorten it by ${String(text.length - LONGEST)} characters` : undefined,
      },
    ],
    run: ({ notes: text }) =>
      api.PATCH('/api/v1/admin/orders/{order_id}', {
        params: { path: { order_id: id }, header: unchangedSince(version) },
        body: { notes: orNull(text) },
      }),
    done: 'The notes are kept',
  }
}

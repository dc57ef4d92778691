import LocalShipping from '@mui/icons-material/LocalShippingOutlined'

import { keyed, type Action } from '../../../actions/action.ts'
import { api } from '../../../app/api.ts'
import type { Order } from '../order.ts'

export function ship({ id, number }: Order): Action {
  return {
    label: 'Ship',
    icon: <LocalShipping />,
    sentence: `The goods of ${number} go to a carrier, and the customer is told by mail.`,
    fields: [
      { name: 'carrier', label: 'Carrier', required: true },
      { name: 'tracking_number', label: 'Tracking number', required: true },
    ],
    run: ({ carrier = '', tracking_number = '' }, key) =>
      api.POST('/api/v1/admin/orders/{order_id}/ship', {
        params: { path: { order_id: id }, header: keyed(key) },
        body: { carrier: carrier.trim(), tracking_number: tracking_number.trim() },
      }),
    done: `${number} is shipped`,
  }
}

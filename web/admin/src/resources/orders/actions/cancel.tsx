import { body, formatMoney } from '@soko/client'
import Cancel from '@mui/icons-material/CancelOutlined'

import { keyed, orNull, type Action } from '../../../actions/action.ts'
import { api } from '../../../app/api.ts'
import { refundable } from '../amounts.ts'
import type { Order } from '../order.ts'

export function cancel(order: Order): Action {
  const { id, number } = order
  return {
    label: 'Cancel order',
    icon: <Cancel />,
    severe: true,
    sentence: consequences(order),
    fields: [{ name: 'reason', label: 'Reason', kind: 'long', hint: 'The customer may read it.' }],
    run: ({ reason }, key) =>
      body(
        api.POST('/api/v1/admin/orders/{order_id}/cancel', {
          params: { path: { order_id: id }, header: keyed(key) },
          body: { reason: orNull(reason) },
        }),
      ),
    done: (answer) => outcome(answer as Order),
  }

  function outcome({ cancellation }: Order): string {
    return cancellation?.state === 'requested'
      ? `The provider is asked to stop the payment; ${number} is cancelled once it answers`
      : `${number} is cancelled`
  }
}

function consequences({ number, status, amounts }: Order): string {
  if (status === 'processing') {
    return `A payment of ${number} is under way: its provider is asked to stop it first. Money that arrives all the same goes back.`
  }
  const back = refundable(amounts)
  return back.amount > 0
    ? `${number} ends here, its goods go back on sale, and ${formatMoney(back, 'en')} goes back to the payer.`
    : `${number} ends here, and its goods go back on sale.`
}

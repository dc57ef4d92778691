import { formatMoney, type Money } from '@soko/client'
import Undo from '@mui/icons-material/UndoOutlined'

import { keyed, type Action } from '../../../actions/action.ts'
import { amountField, amountOf } from '../../../actions/amount.ts'
import { api } from '../../../app/api.ts'

/** Give money of a payment back, at most so much. */
export function refund(paymentId: string, most: Money): Action {
  return {
    label: 'Refund',
    icon: <Undo />,
    severe: true,
    sentence: `Up to ${formatMoney(most, 'en')} can go back the way it came.`,
    fields: [amountField(most), { name: 'reason', label: 'Reason', required: true }],
    run: ({ amount, reason = '' }, key) =>
      api.POST('/api/v1/admin/payments/{payment_id}/refunds', {
        params: { path: { payment_id: paymentId }, header: keyed(key) },
        body: { amount: amountOf(amount, most), reason: reason.trim() },
      }),
    done: 'The refund is on its way',
  }
}

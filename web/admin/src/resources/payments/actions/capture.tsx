import { formatMoney } from '@soko/client'
import Payments from '@mui/icons-material/PaymentsOutlined'

import { keyed, orNull, type Action } from '../../../actions/action.ts'
import { amountField, amountOf } from '../../../actions/amount.ts'
import { api } from '../../../app/api.ts'
import type { Payment } from '../payment.ts'

/** Book the money that was promised on delivery. */
export function capture({ id, outstanding }: Payment): Action {
  return {
    label: 'Capture',
    icon: <Payments />,
    sentence: `${formatMoney(outstanding, 'en')} was promised and is still to come.`,
    fields: [amountField(outstanding), { name: 'note', label: 'Note' }],
    run: ({ amount, note }, key) =>
      api.POST('/api/v1/admin/payments/{payment_id}/capture', {
        params: { path: { payment_id: id }, header: keyed(key) },
        body: { amount: amountOf(amount, outstanding), note: orNull(note) },
      }),
    done: 'The money is recorded',
  }
}

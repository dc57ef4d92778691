import { formatMoney } from '@soko/client'
import Payments from '@mui/icons-material/PaymentsOutlined'

import { keyed, orNull, type Action } from '../../../actions/action.ts'
import { amountField, amountOf } from '../../../actions/amount.ts'
import { api } from '../../../app/api.ts'
import type { Order } from '../order.ts'

const PROVIDERS = [
  { value: 'cash', label: 'Cash' },
  { value: 'manual', label: 'Bank transfer' },
] as const

/** Book money that no provider tells us about. */
export function record({ id, number, amounts }: Order): Action {
  const most = amounts.outstanding
  return {
    label: 'Record payment',
    icon: <Payments />,
    sentence: `${formatMoney(most, 'en')} of ${number} is still to be paid.`,
    fields: [
      {
        name: 'provider',
        label: 'Received as',
        kind: 'choice',
        choices: PROVIDERS,
        initial: 'cash',
        required: true,
      },
      amountField(most),
      { name: 'note', label: 'Note', hint: 'As a receipt number.' },
    ],
    run: ({ provider, amount, note }, key) =>
      api.POST('/api/v1/admin/payments', {
        params: { header: keyed(key) },
        body: {
          order_id: id,
          provider: provider === 'manual' ? 'manual' : 'cash',
          amount: amountOf(amount, most),
          note: orNull(note),
        },
      }),
    done: 'The money is recorded',
  }
}

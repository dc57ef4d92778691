import { formatMoney } from '@soko/client'
import DoneAll from '@mui/icons-material/DoneAll'

import { keyed, type Action } from '../../../actions/action.ts'
import { api } from '../../../app/api.ts'
import type { Refund } from '../payment.ts'

export function settle({ id, amount }: Refund): Action {
  return {
    label: 'Settle',
    icon: <DoneAll />,
    sentence: `Note that the payer has the ${formatMoney(amount, 'en')}: given by hand, or as the provider's own pages show.`,
    fields: [
      { name: 'note', label: 'How the money reached the payer', kind: 'long', required: true },
    ],
    run: ({ note = '' }, key) =>
      api.POST('/api/v1/admin/payment-refunds/{refund_id}/settle', {
        params: { path: { refund_id: id }, header: keyed(key) },
        body: { note: note.trim() },
      }),
    done: 'The refund is settled',
  }
}

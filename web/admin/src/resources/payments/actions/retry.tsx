import { body, formatMoney } from '@soko/client'
import Replay from '@mui/icons-material/Replay'

import { keyed, type Action } from '../../../actions/action.ts'
import { api } from '../../../app/api.ts'
import type { Refund } from '../payment.ts'

export function retry({ id, amount }: Refund): Action {
  return {
    label: 'Retry',
    icon: <Replay />,
    sentence: `The provider is asked once more to give ${formatMoney(amount, 'en')} back. If it may be under way already, it is asked about that first.`,
    run: (_, key) =>
      body(
        api.POST('/api/v1/admin/payment-refunds/{refund_id}/retry', {
          params: { path: { refund_id: id }, header: keyed(key) },
        }),
      ),
    done: 'The refund is tried again',
    // What ended stays as it is: a new refund is tried in its place.
    leadsTo: (answer) => `/refunds/${(answer as Refund).id}/show`,
  }
}

import Sync from '@mui/icons-material/Sync'

import { keyed, type Action } from '../../../actions/action.ts'
import { api } from '../../../app/api.ts'
import type { Payment } from '../payment.ts'

export function verify({ id }: Payment): Action {
  return {
    label: 'Ask provider',
    icon: <Sync />,
    sentence: 'The providers are asked now about everything of this payment that may still change.',
    run: (_, key) =>
      api.POST('/api/v1/admin/payments/{payment_id}/verify', {
        params: { path: { payment_id: id }, header: keyed(key) },
      }),
    done: 'The providers were asked',
  }
}

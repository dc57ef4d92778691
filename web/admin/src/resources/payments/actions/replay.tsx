import Replay from '@mui/icons-material/Replay'

import type { Action } from '../../../actions/action.ts'
import { api } from '../../../app/api.ts'
import { providerName, type Webhook } from '../payment.ts'

export function replay({ id, channel }: Webhook): Action {
  return {
    label: 'Replay',
    icon: <Replay />,
    sentence: `What ${providerName(channel)} sent is worked on once more. Its provider is asked anew, so nothing counts twice.`,
    run: () =>
      api.POST('/api/v1/admin/payment-webhooks/{webhook_id}/replay', {
        params: { path: { webhook_id: id } },
      }),
    done: 'The webhook is worked on once more',
  }
}

import Gavel from '@mui/icons-material/GavelOutlined'

import { keyed, orNull, type Action } from '../../../actions/action.ts'
import { api } from '../../../app/api.ts'
import type { Resolution } from '../guards.ts'
import type { Incident } from '../payment.ts'

const WORDS: Readonly<Record<Resolution, string>> = {
  accept: 'Accept: the money is the order’s; what is too much goes back',
  refund: 'Refund: the money goes back, and the attempt failed',
  dismiss: 'Dismiss: there is no money to decide about',
}

export function resolve(incident: Incident, possible: readonly Resolution[]): Action {
  return {
    label: 'Resolve',
    icon: <Gavel />,
    sentence: incident.detail,
    fields: [
      {
        name: 'resolution',
        label: 'Decision',
        kind: 'choice',
        required: true,
        choices: possible.map((value) => ({ value, label: WORDS[value] })),
        initial: possible.length === 1 ? possible[0] : undefined,
      },
      { name: 'note', label: 'Note', kind: 'long' },
    ],
    run: ({ resolution, note }, key) =>
      api.POST('/api/v1/admin/payment-incidents/{incident_id}/resolve', {
        params: { path: { incident_id: incident.id }, header: keyed(key) },
        body: { resolution: resolution as Resolution, note: orNull(note) },
      }),
    done: 'The incident is resolved',
  }
}

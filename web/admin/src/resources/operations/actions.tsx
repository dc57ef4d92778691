import Replay from '@mui/icons-material/Replay'
import Undo from '@mui/icons-material/UndoOutlined'

import { keyed, orNull, type Action } from '../../actions/action.ts'
import { api } from '../../app/api.ts'

import type { Parked, Saga } from './ops.ts'

export function requeue({ id, name, direction, service }: Parked): Action {
  const what = name ?? 'The message'
  return {
    label: 'Requeue',
    icon: <Replay />,
    sentence:
      direction === 'in'
        ? `${service} handles ${what} once more. What it did already is not done twice.`
        : `${service} publishes ${what} once more.`,
    run: () =>
      api.POST('/api/v1/admin/ops/parked-messages/{message_id}/requeue', {
        params: { path: { message_id: id } },
      }),
    done: 'The message goes back',
  }
}

export function retry({ order_id, number }: Saga): Action {
  return {
    label: 'Retry',
    icon: <Replay />,
    sentence: `What ${number} is owed is asked for once more, and its clock is set anew.`,
    run: (_, key) =>
      api.POST('/api/v1/admin/sagas/{order_id}/retry', {
        params: { path: { order_id }, header: keyed(key) },
      }),
    done: `${number} goes on`,
  }
}

export function compensate({ order_id, number }: Saga): Action {
  return {
    label: 'Compensate',
    icon: <Undo />,
    severe: true,
    sentence: `${number} is cancelled, and all that was paid for it goes back.`,
    fields: [{ name: 'reason', label: 'Reason', kind: 'long' }],
    run: ({ reason }, key) =>
      api.POST('/api/v1/admin/sagas/{order_id}/compensate', {
        params: { path: { order_id }, header: keyed(key) },
        body: { reason: orNull(reason) },
      }),
    done: `${number} is being cancelled`,
  }
}

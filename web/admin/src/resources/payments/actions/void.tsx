import Block from '@mui/icons-material/Block'

import { keyed, type Action } from '../../../actions/action.ts'
import { api } from '../../../app/api.ts'
import type { Payment } from '../payment.ts'

export function voidPayment({ id }: Payment): Action {
  return {
    label: 'Void',
    icon: <Block />,
    severe: true,
    sentence:
      'What is open is closed at its provider. What cannot be closed there ends at its deadline; money that comes first wins.',
    run: (_, key) =>
      api.POST('/api/v1/admin/payments/{payment_id}/void', {
        params: { path: { payment_id: id }, header: keyed(key) },
      }),
    done: 'The payment is being stopped',
  }
}

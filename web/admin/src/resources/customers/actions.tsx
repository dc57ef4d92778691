import Delete from '@mui/icons-material/DeleteOutline'
import LockOpen from '@mui/icons-material/LockOpen'
import Lock from '@mui/icons-material/LockOutlined'
import Logout from '@mui/icons-material/Logout'

import { keyed, unchangedSince, type Action } from '../../actions/action.ts'
import { api } from '../../app/api.ts'

import type { Customer } from './customer.ts'

export function suspend({ id, email }: Customer): Action {
  return {
    label: 'Suspend',
    icon: <Lock />,
    severe: true,
    sentence: `${email} is signed out everywhere and cannot sign in until the account is reactivated.`,
    run: (_, key) => api.POST('/api/v1/admin/users/{user_id}/suspend', to(id, key)),
    done: `${email} is suspended`,
  }
}

export function reactivate({ id, email }: Customer): Action {
  return {
    label: 'Reactivate',
    icon: <LockOpen />,
    sentence: `${email} can sign in again.`,
    run: (_, key) => api.POST('/api/v1/admin/users/{user_id}/reactivate', to(id, key)),
    done: `${email} is active again`,
  }
}

export function forceSignOut({ id, email }: Customer): Action {
  return {
    label: 'Force sign-out',
    icon: <Logout />,
    sentence: `Every session of ${email} ends; the password stays what it is.`,
    run: (_, key) => api.POST('/api/v1/admin/users/{user_id}/force-logout', to(id, key)),
    done: `${email} is signed out everywhere`,
  }
}

export function remove({ id, email, version }: Customer): Action {
  return {
    label: 'Erase',
    icon: <Delete />,
    severe: true,
    sentence: `The account of ${email} is erased in every service, and cannot be brought back. Orders and payments stay in the books.`,
    run: () =>
      api.DELETE('/api/v1/admin/users/{user_id}', {
        params: { path: { user_id: id }, header: unchangedSince(version) },
      }),
    done: 'The account is erased',
  }
}

function to(id: string, key: string) {
  return { params: { path: { user_id: id }, header: keyed(key) } }
}

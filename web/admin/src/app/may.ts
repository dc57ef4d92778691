import { useCallback, useSyncExternalStore } from 'react'

import { session } from './api.ts'

/** Whether a role with these permissions may do it: `*` is everything, `orders:*` all of orders. */
export function covers(permissions: readonly string[], permission: string): boolean {
  const area = permission.split(':')[0] ?? ''
  return [permission, `${area}:*`, '*'].some((held) => permissions.includes(held))
}

export function may(permission: string): boolean {
  return covers(session.identity?.perms ?? [], permission)
}

/** As `may`, for components: follows every sign-in, sign-out and renewal of the token. */
export function useMay(permission: string): boolean {
  const subscribe = useCallback((listener: () => void) => session.subscribe(listener), [])
  return useSyncExternalStore(subscribe, () => may(permission))
}

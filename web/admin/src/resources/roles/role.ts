import type { components } from '@soko/client'

export type Role = components['schemas']['users_RoleOut']
export type Permission = components['schemas']['users_RoleIn']['permissions'][number]

export interface Area {
  readonly name: string
  readonly permissions: readonly Permission[]
}

/** All permissions, by what they are about. */
export const AREAS: readonly Area[] = [
  { name: 'Orders', permissions: ['orders:read', 'orders:write', 'orders:*'] },
  { name: 'Payments', permissions: ['payments:read', 'payments:write', 'payments:*'] },
  { name: 'Refunds', permissions: ['refunds:read', 'refunds:write', 'refunds:*'] },
  { name: 'Ledger', permissions: ['ledger:read'] },
  { name: 'Catalog', permissions: ['catalog:read', 'catalog:write', 'catalog:*'] },
  { name: 'Stock', permissions: ['stock:read', 'stock:write', 'stock:*'] },
  { name: 'Customers', permissions: ['users:read', 'users:write', 'users:*'] },
  { name: 'Roles', permissions: ['roles:read', 'roles:write', 'roles:*'] },
  { name: 'Settings', permissions: ['settings:read', 'settings:write', 'settings:*'] },
  { name: 'Reports', permissions: ['reports:read', 'reports:write', 'reports:*'] },
  { name: 'Operations', permissions: ['ops:read', 'ops:write', 'ops:*'] },
  { name: 'Audit', permissions: ['audit:read'] },
  { name: 'The whole shop', permissions: ['*'] },
]

const VERBS: Readonly<Record<string, string>> = {
  read: 'See',
  write: 'Change',
  '*': 'Everything, also what comes later',
}

/** What a permission lets one do, within its area. */
export function verbOf(permission: string): string {
  return VERBS[permission.split(':').at(-1) ?? ''] ?? permission
}

/** The set with a permission taken in or left out, always in the same order. */
export function toggled(
  permissions: readonly string[],
  permission: string,
  chosen: boolean,
): readonly string[] {
  const others = permissions.filter((one) => one !== permission)
  return (chosen ? [...others, permission] : others).toSorted()
}

/** What a set holds, area by area, in words: "Orders: see, change". */
export function summary(permissions: readonly string[]): readonly string[] {
  return AREAS.flatMap(({ name, permissions: own }) => {
    const held = own.filter((one) => permissions.includes(one)).map(verbOf)
    return held.length > 0 ? [`${name}: ${held.join(', ').toLowerCase()}`] : []
  })
}

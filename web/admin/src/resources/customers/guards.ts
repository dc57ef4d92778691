import { useIdentity } from '../../actions/useIdentity.ts'
import { useMay } from '../../app/may.ts'

import type { Customer } from './customer.ts'

export type Ability = 'edit' | 'suspend' | 'reactivate' | 'signOut' | 'delete'

/** What staff may do with an account; nobody locks themselves out by a slip. */
export function abilities(
  { id, status }: Customer,
  { writes, self }: { readonly writes: boolean; readonly self: string | undefined },
): ReadonlySet<Ability> {
  if (!writes) return new Set()
  const found = new Set<Ability>(['edit', 'signOut'])
  if (status === 'suspended') found.add('reactivate')
  else if (id !== self) found.add('suspend')
  if (id !== self) found.add('delete')
  return found
}

export function useAbilities(customer: Customer): ReadonlySet<Ability> {
  const self = useIdentity()?.sub
  return abilities(customer, { writes: useMay('users:write'), self })
}

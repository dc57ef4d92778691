import { describe, expect, it } from 'vitest'

import type { Customer } from './customer.ts'
import { abilities } from './guards.ts'

const asha: Customer = {
  id: 'asha',
  email: 'asha@example.com',
  email_confirmed: true,
  username: null,
  full_name: null,
  phone_number: null,
  locale: 'en',
  status: 'active',
  roles: ['customer'],
  version: 1,
  created_at: '2026-11-22T12:00:00Z',
  updated_at: '2026-11-22T12:00:00Z',
}

describe('what staff may do with an account', () => {
  it('is nothing without the right', () => {
    expect([...abilities(asha, { writes: false, self: 'juma' })]).toEqual([])
  })

  it('closes an open one and opens a closed one', () => {
    const closed: Customer = { ...asha, status: 'suspended' }
    expect(abilities(asha, { writes: true, self: 'juma' }).has('suspend')).toBe(true)
    expect(abilities(closed, { writes: true, self: 'juma' }).has('suspend')).toBe(false)
    expect(abilities(closed, { writes: true, self: 'juma' }).has('reactivate')).toBe(true)
  })

  it('does not shut out whoever asks', () => {
    expect([...abilities(asha, { writes: true, self: 'asha' })]).toEqual(['edit', 'signOut'])
  })
})

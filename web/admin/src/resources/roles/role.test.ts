import { describe, expect, it } from 'vitest'

import { AREAS, summary, toggled } from './role.ts'

describe('a set of permissions', () => {
  it('takes one in once, in the same order always', () => {
    expect(toggled(['stock:read', 'orders:read'], 'orders:write', true)).toEqual([
      'orders:read',
      'orders:write',
      'stock:read',
    ])
    expect(toggled(['stock:read'], 'stock:read', true)).toEqual(['stock:read'])
  })

  it('leaves one out', () => {
    expect(toggled(['orders:read', 'stock:read'], 'orders:read', false)).toEqual(['stock:read'])
  })

  it('is told area by area', () => {
    expect(summary(['orders:read', 'orders:write', 'audit:read'])).toEqual([
      'Orders: see, change',
      'Audit: see',
    ])
    expect(summary([])).toEqual([])
  })

  it('shows each permission in one place', () => {
    const shown = AREAS.flatMap(({ permissions }) => permissions)
    expect(new Set(shown).size).toBe(shown.length)
  })
})

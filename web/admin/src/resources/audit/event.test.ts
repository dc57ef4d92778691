import { describe, expect, it } from 'vitest'

import { differences } from './event.ts'

describe('the differences of an audit event', () => {
  it('are the fields that changed, each before and after', () => {
    const event = {
      before: { status: 'active', roles: ['customer'], version: 1 },
      after: { status: 'suspended', roles: ['customer'], note: null },
    }
    expect(differences(event)).toEqual([
      { field: 'status', before: 'active', after: 'suspended' },
      { field: 'version', before: '1', after: undefined },
    ])
  })
})

import { describe, expect, it } from 'vitest'

import { dayFrom, dayUntil, endOf, startOf } from './days.ts'

describe('a day as a filter', () => {
  it('reaches from its first instant up to the next day’s', () => {
    expect(Date.parse(endOf('2026-11-22')) - Date.parse(startOf('2026-11-22'))).toBe(86_400_000)
  })

  it('is shown as it was chosen', () => {
    expect(dayFrom(startOf('2026-02-28'))).toBe('2026-02-28')
    expect(dayUntil(endOf('2026-12-31'))).toBe('2026-12-31')
  })

  it('is none while it is half typed', () => {
    expect(startOf('2026-1')).toBe('')
    expect(dayFrom(undefined)).toBe('')
  })
})

import { describe, expect, it } from 'vitest'

import { age, span } from './spans.ts'

const since = '2026-11-22T12:00:00Z'
const later = (seconds: number) => Date.parse(since) + seconds * 1000

describe('an age', () => {
  it.each([
    [20, 'now'],
    [60, '1 min'],
    [3_599, '59 min'],
    [7_200, '2 h'],
    [200_000, '2 d'],
    [-5, 'now'],
  ])('of %d seconds is %s', (seconds, words) => {
    expect(age(since, later(seconds))).toBe(words)
  })

  it('of something short is told in seconds', () => {
    expect(span(12.4)).toBe('12 s')
  })
})

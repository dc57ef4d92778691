import { Problem, offline } from '@soko/client'
import { describe, expect, it } from 'vitest'

import { inWords } from './words.ts'

function problem(code: string, more: Readonly<Record<string, unknown>> = {}): Problem {
  return new Problem({ type: 'about:blank', title: 'Conflict', status: 409, code, ...more })
}

describe('a refusal in words', () => {
  it('has words of its own for what happens to staff', () => {
    expect(inWords(problem('version_conflict'))).toMatch(/^Somebody changed it meanwhile/)
    expect(inWords(offline(new TypeError()))).toMatch(/not be done twice/)
  })

  it('says what the API says where there are none', () => {
    expect(inWords(problem('illegal_transition', { detail: 'the order is shipped' }))).toBe(
      'The order is shipped.',
    )
  })

  it('says how much can go back', () => {
    const refundable = { amount: 50_000, currency: 'KES' }
    expect(inWords(problem('refund_exceeds_captured', { refundable }))).toMatch(/At most KES.500 can/)
  })

  it('finds the refusal in an error that wraps it', () => {
    expect(inWords(Object.assign(new Error('x'), { cause: problem('forbidden') }))).toBe(
      'Your role does not allow this.',
    )
  })

  it('shows nothing of an error that was never meant for people', () => {
    expect(inWords(new TypeError('x is not a function'))).toMatch(/Reload/)
  })
})

import { describe, expect, it } from 'vitest'

import { amountField, amountOf, wrongAmount } from './amount.ts'

const most = { amount: 129_900, currency: 'KES' }

describe('an amount that staff type', () => {
  it('is read in major units and kept in minor ones', () => {
    expect(amountOf('1,299', most)).toEqual(most)
    expect(amountOf('12.5', most)).toEqual({ amount: 1250, currency: 'KES' })
  })

  it('is all there is unless something else is typed', () => {
    expect(amountField(most).initial).toBe('1299.00')
  })

  it('is refused when it is no amount, nothing, or too much', () => {
    expect(wrongAmount('twelve', most)).toMatch(/Write an amount in KES/)
    expect(wrongAmount('12.345', most)).toMatch(/Write an amount in KES/)
    expect(wrongAmount('0', most)).toBe('Write an amount above zero')
    expect(wrongAmount('-5', most)).toBe('Write an amount above zero')
    expect(wrongAmount('1299.01', most)).toMatch(/^At most KES/)
    expect(wrongAmount('1299', most)).toBeUndefined()
  })
})

import { describe, expect, it } from 'vitest'

import { decimalOf, exponentOf, formatMoney, parseMoney } from './money.ts'

/** Spaces of every width are one here: which one stands before a currency is the browser's affair. */
const plain = (text: string) => text.replaceAll(/\s/g, ' ')

describe('money', () => {
  it('is written with its currency, whole amounts without decimals', () => {
    expect(plain(formatMoney({ amount: 129_900, currency: 'KES' }, 'en'))).toBe('KES 1,299')
    expect(plain(formatMoney({ amount: 129_950, currency: 'KES' }, 'en'))).toBe('KES 1,299.50')
  })

  it('is written as people of that language do', () => {
    expect(plain(formatMoney({ amount: 129_950, currency: 'KES' }, 'fr'))).toBe('1 299,50 KES')
  })

  it('knows each currency’s own exponent', () => {
    expect(exponentOf('KES')).toBe(2)
    expect(exponentOf('JPY')).toBe(0)
    expect(exponentOf('KWD')).toBe(3)
    expect(plain(formatMoney({ amount: 1500, currency: 'JPY' }, 'en'))).toBe('JPY 1,500')
  })

  it('is exact where a floating number would not be', () => {
    const money = { amount: 9_007_199_254_740_991, currency: 'KES' }
    expect(decimalOf(money)).toBe('90071992547409.91')
    expect(plain(formatMoney(money, 'en'))).toBe('KES 90,071,992,547,409.91')
  })

  it('keeps small and negative amounts', () => {
    expect(decimalOf({ amount: 5, currency: 'KES' })).toBe('0.05')
    expect(decimalOf({ amount: -5, currency: 'KES' })).toBe('-0.05')
    expect(decimalOf({ amount: -7, currency: 'JPY' })).toBe('-7')
  })
})

describe('what a person typed', () => {
  it.each([
    ['1299', 129_900],
    ['1,299.5', 129_950],
    [' 1 299.50 ', 129_950],
    ['0.05', 5],
    ['-3', -300],
  ])('is read: %s', (text, amount) => {
    expect(parseMoney(text, 'KES')).toEqual({ amount, currency: 'KES' })
  })

  it.each(['', 'cheap', '1.234', '1.2.3', '.5', '99999999999999999999'])('is no amount: %j', (text) => {
    expect(parseMoney(text, 'KES')).toBeUndefined()
  })

  it('has no decimals in a currency without them', () => {
    expect(parseMoney('1500', 'JPY')?.amount).toBe(1500)
    expect(parseMoney('1500.5', 'JPY')).toBeUndefined()
  })
})

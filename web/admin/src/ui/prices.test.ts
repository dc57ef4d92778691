import { describe, expect, it } from 'vitest'

import { isMoney, readable, shown, typedInto, type Price } from './prices.ts'

const kes = (amount: number) => ({ amount, currency: 'KES' })

describe('typing a price', () => {
  it.each([
    ['KES', '1299', 129900],
    ['KES', '1299.5', 129950],
    ['KES', '1,299.05', 129905],
    ['UGX', '1299', 1299],
    ['KES', '0', 0],
  ])('%s %s becomes %d minor units', (currency, text, amount) => {
    expect(typedInto([], currency, text)).toEqual([{ amount, currency }])
  })

  it.each([
    ['KES', '12.345'],
    ['UGX', '12.5'],
    ['KES', 'ten'],
    ['KES', '-5'],
    ['KES', '1e3'],
  ])('%s %s is kept as it was typed and may not be sent', (currency, text) => {
    const prices = typedInto([], currency, text)
    expect(prices).toEqual([{ currency, text }])
    expect(readable(prices)).toBe(false)
  })

  it('changes one currency in its place and leaves the others', () => {
    const prices: readonly Price[] = [kes(100), { amount: 5, currency: 'USD' }]
    expect(typedInto(prices, 'KES', '2')).toEqual([kes(200), { amount: 5, currency: 'USD' }])
    expect(typedInto(prices, 'KES', ' ')).toEqual([{ amount: 5, currency: 'USD' }])
  })

  it('never goes through floating point', () => {
    const [price] = typedInto([], 'KES', '90071992547409.91')
    expect(price && isMoney(price) && price.amount).toBe(9007199254740991)
  })
})

describe('showing a price', () => {
  it('keeps what is being typed while it means the same', () => {
    expect(shown(kes(129900), '1299')).toBe('1299')
    expect(shown(kes(129900), '1,299.0')).toBe('1,299.0')
  })

  it('goes by the price once it came from elsewhere', () => {
    expect(shown(kes(500), '1299')).toBe('5.00')
    expect(shown(kes(500), undefined)).toBe('5.00')
    expect(shown(undefined, '1299')).toBe('')
  })
})

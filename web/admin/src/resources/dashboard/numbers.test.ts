import { describe, expect, it } from 'vitest'

import { readableOn } from '../settings/shop/contrast.ts'
import { deltaOf } from '../stock/AdjustButton.tsx'
import { attemptsOf, rateOf } from './payments.ts'
import { spanOf } from './period.ts'
import { totalsOf } from './totals.ts'

const money = (amount: number) => ({ amount, currency: 'KES' })

describe('the numbers of the overview', () => {
  it('adds periods up in whole minor units', () => {
    const period = { period: '2026-11-22', currency: 'KES', orders: 2, gross: money(1001), refunded: money(1), net: money(1000) }
    const idle = { ...period, orders: 1, gross: money(0), refunded: money(0), net: money(0) }
    expect(totalsOf([period, idle], 'KES')).toEqual({
      orders: 3,
      net: money(1000),
      refunded: money(1),
      average: money(334),
    })
    expect(totalsOf([], 'KES').average).toEqual(money(0))
  })

  it('counts attempts over currencies, and a rate of what is decided', () => {
    const taking = { provider: 'chapa', currency: 'ETB', attempts: 4, succeeded: 2, failed: 1, pending: 1, captured: money(0), refunded: money(0) }
    const attempts = attemptsOf([taking, { ...taking, currency: 'USD' }])
    expect(attempts).toEqual([{ provider: 'chapa', succeeded: 4, failed: 2, pending: 2 }])
    expect(rateOf(attempts)).toBe(67)
    expect(rateOf([{ provider: 'mpesa', succeeded: 0, failed: 0, pending: 3 }])).toBeUndefined()
  })

  it('begins a period by the calendar on the wall', () => {
    expect(spanOf(7, new Date(2026, 2, 3, 23, 30))).toEqual({ from: '2026-02-25', interval: 'day' })
    expect(spanOf(90, new Date(2026, 2, 3)).interval).toBe('week')
  })
})

describe('an adjustment of stock', () => {
  it.each([
    ['12', 12],
    ['+12', 12],
    ['-3', -3],
    ['\u22123', -3],
    ['0', undefined],
    ['1.5', undefined],
    ['', undefined],
  ])('%j is %s', (text, delta) => {
    expect(deltaOf(text)).toBe(delta)
  })
})

describe('text on a colour of the shop', () => {
  it.each([
    ['#0F766E', '#ffffff'],
    ['#F59E0B', '#000000'],
    ['#FFFFFF', '#000000'],
  ])('on %s it is %s', (colour, text) => {
    expect(readableOn(colour)).toBe(text)
  })
})

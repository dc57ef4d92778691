import { describe, expect, it } from 'vitest'

import { refundable } from './amounts.ts'
import { abilities } from './guards.ts'
import { anOrder } from './testing.ts'

const everything = { writeOrders: true, readPayments: true, writePayments: true }
const nothing = { writeOrders: false, readPayments: false, writePayments: false }

function money(amount: number) {
  return { amount, currency: 'KES' }
}

function amounts(outstanding: number) {
  return { paid: money(0), refunded: money(0), refund_pending: money(0), outstanding: money(outstanding) }
}

describe('what staff may do with an order', () => {
  it('is nothing without rights', () => {
    expect([...abilities(anOrder({ amounts: amounts(100) }), nothing)]).toEqual([])
  })

  it('follows what the API allows', () => {
    const order = anOrder({ status: 'success', allowed_actions: ['cancel', 'refund', 'ship'] })
    expect([...abilities(order, everything)]).toEqual(['ship', 'cancel', 'refund', 'amend', 'archive'])
  })

  it('has no refund for who cannot find the payment', () => {
    const order = anOrder({ allowed_actions: ['refund'] })
    expect(abilities(order, { ...everything, readPayments: false }).has('refund')).toBe(false)
  })

  it('records money on what waits for a payment, and on what was promised', () => {
    const open = anOrder({ status: 'failed', allowed_actions: ['pay'], amounts: amounts(100) })
    const promised = anOrder({ status: 'shipped', amounts: amounts(100) })
    expect(abilities(open, everything).has('record')).toBe(true)
    expect(abilities(promised, everything).has('record')).toBe(true)
  })

  it('records nothing while a payment is under way, nor when all is paid', () => {
    const asked = anOrder({ status: 'processing', allowed_actions: ['pay'], amounts: amounts(100) })
    const paid = anOrder({ status: 'success', amounts: amounts(0) })
    expect(abilities(asked, everything).has('record')).toBe(false)
    expect(abilities(paid, everything).has('record')).toBe(false)
  })

  it('archives once', () => {
    const order = anOrder({ archived_at: '2026-11-22T13:00:00Z' })
    expect(abilities(order, everything).has('archive')).toBe(false)
  })
})

describe('what can be given back', () => {
  it('is what was paid, less what went back or is about to', () => {
    const some = { paid: money(100), refunded: money(30), refund_pending: money(20), outstanding: money(0) }
    expect(refundable(some)).toEqual(money(50))
  })

  it('is never less than nothing', () => {
    expect(refundable({ ...amounts(0), refunded: money(10) })).toEqual(money(0))
  })
})

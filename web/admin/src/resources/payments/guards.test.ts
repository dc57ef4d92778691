import { describe, expect, it } from 'vitest'

import { abilities, refundable, resolutions } from './guards.ts'
import type { Payment } from './payment.ts'

const everything = { writePayments: true, writeRefunds: true }

function money(amount: number) {
  return { amount, currency: 'KES' }
}

type Attempt = Payment['attempts'][number]

function attempt(provider: string, status: Attempt['status']): Attempt {
  return {
    id: provider,
    provider,
    reference: 'ABCDEFGHJKMN',
    status,
    amount: money(1000),
    phone_number: null,
    failure: null,
    next_action: { type: 'none' },
    deadline_at: null,
    created_at: '2026-11-22T12:00:00Z',
  }
}

function payment(attempts: Attempt[], captured = 0): Payment {
  return {
    id: 'p',
    order_id: 'o',
    status: 'processing',
    amount: money(1000),
    captured: money(captured),
    refunded: money(0),
    refund_pending: money(0),
    outstanding: money(1000 - captured),
    attempts,
    refunds: [],
    owner: null,
    order_note: null,
    version: 1,
    created_at: '2026-11-22T12:00:00Z',
    updated_at: '2026-11-22T12:00:00Z',
  }
}

describe('what staff may do with a payment', () => {
  it('is nothing without rights', () => {
    const held = { writePayments: false, writeRefunds: false }
    expect([...abilities(payment([attempt('mpesa', 'pending')], 500), held)]).toEqual([])
  })

  it('stops what is undecided', () => {
    expect([...abilities(payment([attempt('mpesa', 'pending')]), everything)]).toEqual(['verify', 'void'])
  })

  it('books what was promised, part by part', () => {
    expect([...abilities(payment([attempt('cash', 'authorized')]), everything)]).toEqual(['capture'])
    expect([...abilities(payment([attempt('cash', 'success')], 400), everything)]).toEqual(['capture', 'refund'])
    expect([...abilities(payment([attempt('cash', 'success')], 1000), everything)]).toEqual(['refund'])
  })

  it('gives back by a right of its own', () => {
    const paid = payment([attempt('chapa', 'success')], 1000)
    expect([...abilities(paid, { writePayments: false, writeRefunds: true })]).toEqual(['refund'])
  })

  it('gives back no more than is there', () => {
    const paid = { ...payment([], 1000), refunded: money(300), refund_pending: money(200) }
    expect(refundable(paid)).toEqual(money(500))
  })
})

describe('how an incident can be decided', () => {
  const inReview = [{ id: 'a', status: 'review' }] as const

  it.each([
    ['amount_mismatch', ['accept', 'refund']],
    ['currency_mismatch', ['refund']],
    ['chargeback', ['dismiss']],
  ] as const)('%s, while its money waits', (kind, possible) => {
    expect(resolutions({ kind, attempt_id: 'a' }, inReview)).toEqual(possible)
  })

  it('is by looking at it, once no money waits', () => {
    const decided = [...inReview, { id: 'b', status: 'success' }] as const
    expect(resolutions({ kind: 'amount_mismatch', attempt_id: 'b' }, decided)).toEqual(['dismiss'])
    expect(resolutions({ kind: 'unknown_reference', attempt_id: null }, [])).toEqual(['dismiss'])
  })
})

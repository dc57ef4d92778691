import { describe, expect, it } from 'vitest'
import type { Attempt } from '../payment/queries.ts'
import type { Order } from './queries.ts'
import { stageOf } from './stage.ts'

function order(status: Order['status'], more: Partial<Order> = {}) {
  return { status, payment_status: 'unpaid', cancellation: null, ...more } as const
}

function attempt(type: Attempt['next_action']['type'], status: Attempt['status'] = 'pending'): Attempt {
  return { status, next_action: { type } } as Attempt
}

describe('how an order stands', () => {
  it.each(['pending', 'failed', 'shipped', 'delivered', 'cancelled'] as const)('is %s as its status', (status) => {
    expect(stageOf(order(status))).toBe(status)
  })

  it('is paid, or is to be paid on delivery', () => {
    expect(stageOf(order('success', { payment_status: 'paid' }))).toBe('paid')
    expect(stageOf(order('success', { payment_status: 'authorized' }))).toBe('on_delivery')
  })

  it.each([
    ['await_phone_prompt', 'prompt'],
    ['redirect', 'redirect'],
    ['wait', 'checking'],
    ['none', 'checking'],
  ] as const)('waits for what comes next: %s is %s', (type, stage) => {
    expect(stageOf(order('processing'), attempt(type))).toBe(stage)
  })

  it('is looked at by the shop when the amount differs', () => {
    expect(stageOf(order('processing'), attempt('none', 'review'))).toBe('review')
  })

  it('is being cancelled once that is asked for', () => {
    const cancellation = { state: 'requested', requested_at: '', reason: 'customer' } as const
    expect(stageOf(order('processing', { cancellation }), attempt('await_phone_prompt'))).toBe('cancelling')
  })

  it('is not known before its payment is', () => {
    expect(stageOf(order('processing'))).toBe('checking')
  })
})

import { describe, expect, it } from 'vitest'

import { outboxState, queueState, worthShowing } from './ops.ts'

const outbox = { service: 'orders', pending: 0, parked: 0, oldest_seconds: 0 }
const queue = { service: 'orders', name: 'q', ready: 0, consumers: 2, measured_at: '2026-11-22T12:00:00Z' }

describe('an outbox', () => {
  it('runs while what it holds is young', () => {
    expect(outboxState({ ...outbox, pending: 900, oldest_seconds: 3 })).toBe('running')
  })

  it('is slow once something waits for long, and parked once a person is needed', () => {
    expect(outboxState({ ...outbox, pending: 1, oldest_seconds: 90 })).toBe('slow')
    expect(outboxState({ ...outbox, pending: 1, oldest_seconds: 90, parked: 1 })).toBe('parked')
  })
})

describe('a queue', () => {
  it('runs as long as somebody listens', () => {
    expect(queueState({ ...queue, ready: 500 })).toBe('running')
  })

  it('is stuck when messages wait and nobody listens', () => {
    expect(queueState({ ...queue, consumers: 0, ready: 1 })).toBe('stuck')
    expect(queueState({ ...queue, consumers: 0 })).toBe('nobody_listens')
  })

  it('for a later try is shown while something lies in it, and nobody has to listen', () => {
    const later = { ...queue, name: 'orders.users.retry.60s', consumers: 0 }
    expect(worthShowing([queue, later])).toEqual([queue])
    expect(worthShowing([{ ...later, ready: 1 }]).map(queueState)).toEqual(['retrying'])
  })
})

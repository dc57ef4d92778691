// @vitest-environment jsdom
import { Problem, offline } from '@soko/client'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { isRefusal, once, unsettled, type Intent } from './intents.ts'

interface Wish {
  readonly city: string
}

const nairobi = { city: 'Nairobi' }
const mombasa = { city: 'Mombasa' }

function problem(status: number, code: string, retryAfter?: number): Problem {
  return new Problem({ type: 'about:blank', title: code, status, code }, retryAfter)
}

/** A server that says these things one after the other, and notes the keys it was sent. */
function server(...answers: (string | Problem)[]) {
  const seen: Intent<Wish>[] = []
  const send = vi.fn((intent: Intent<Wish>) => {
    seen.push(intent)
    const answer = answers.shift() ?? 'more'
    return answer instanceof Problem ? Promise.reject(answer) : Promise.resolve(answer)
  })
  return { send, seen }
}

beforeEach(() => {
  sessionStorage.clear()
})

describe('an intent', () => {
  it('is one request however often it is asked for at a time', async () => {
    const { send } = server('order 1', 'order 2')
    const both = await Promise.all([once('order', nairobi, send), once('order', nairobi, send)])
    expect(both.map(({ answer }) => answer)).toEqual(['order 1', 'order 1'])
    expect(send).toHaveBeenCalledTimes(1)
  })

  it('keeps its key while the outcome is unknown, as after a reload', async () => {
    const { send, seen } = server(offline('no network'), 'order 1')
    await expect(once('order', nairobi, send)).rejects.toMatchObject({ code: 'offline' })
    expect(unsettled('order')).toEqual(seen[0])
    await once('order', nairobi, send)
    expect(seen[1]?.key).toBe(seen[0]?.key)
    expect(unsettled('order')).toBeUndefined()
  })

  it('takes a fresh key once the last was answered', async () => {
    const { send, seen } = server('order 1', 'order 2')
    await once('order', nairobi, send)
    await once('order', nairobi, send)
    expect(seen[0]?.key).not.toBe(seen[1]?.key)
  })

  it('takes a fresh key after a refusal, which changed nothing', async () => {
    const { send, seen } = server(problem(409, 'cart_changed'), 'order 1')
    await expect(once('order', nairobi, send)).rejects.toMatchObject({ code: 'cart_changed' })
    await once('order', mombasa, send)
    expect(seen[0]?.key).not.toBe(seen[1]?.key)
  })

  it('learns what became of an earlier one before another is sent', async () => {
    const { send, seen } = server(problem(504, 'unavailable'), 'order 1')
    await expect(once('order', nairobi, send)).rejects.toThrow()
    const { answer, body } = await once('order', mombasa, send)
    expect(answer).toBe('order 1')
    expect(body).toEqual(nairobi)
    expect(seen.map((intent) => intent.body)).toEqual([nairobi, nairobi])
  })

  it('goes on with the new one where the earlier one was refused', async () => {
    const { send, seen } = server(offline('lost'), problem(422, 'validation_failed'), 'order 1')
    await expect(once('order', nairobi, send)).rejects.toThrow()
    const { answer, body } = await once('order', mombasa, send)
    expect([answer, body]).toEqual(['order 1', mombasa])
    expect(seen).toHaveLength(3)
  })

  it('waits while another request with its key is worked on', async () => {
    vi.useFakeTimers()
    const { send, seen } = server(problem(409, 'idempotency_key_in_use', 2), 'order 1')
    const answer = once('order', nairobi, send)
    await vi.advanceTimersByTimeAsync(2000)
    await expect(answer).resolves.toMatchObject({ answer: 'order 1' })
    expect(seen[0]?.key).toBe(seen[1]?.key)
    vi.useRealTimers()
  })
})

describe('a refusal', () => {
  it.each([
    [409, 'insufficient_stock', true],
    [422, 'validation_failed', true],
    [409, 'idempotency_key_in_use', false],
    [429, 'rate_limited', false],
    [503, 'unavailable', false],
    [0, 'offline', false],
  ])('%i %s: %s', (status, code, expected) => {
    expect(isRefusal(problem(status, code))).toBe(expected)
  })
})

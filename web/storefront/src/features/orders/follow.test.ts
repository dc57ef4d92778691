// @vitest-environment jsdom
import { Problem, offline } from '@soko/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { backoff, follow } from './follow.ts'

function streamOf(...pieces: string[]): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece))
      controller.close()
    },
  })
  return new Response(body)
}

function forever(): Response {
  return new Response(new ReadableStream<Uint8Array>())
}

const gone = new Problem({ type: 'about:blank', title: 'Gone', status: 404, code: 'not_found' })

/** Follow a server that answers these one after the other, then keeps silent. */
function following(...answers: (Response | Problem)[]) {
  const stop = new AbortController()
  const open = vi.fn((_lastId: string | undefined, _signal: AbortSignal) => {
    const answer = answers.shift() ?? forever()
    return answer instanceof Problem ? Promise.reject(answer) : Promise.resolve(answer)
  })
  const seen: string[] = []
  const live: boolean[] = []
  const done = follow({
    open,
    onEvent: ({ data }) => seen.push(data),
    onLive: (is) => live.push(is),
    signal: stop.signal,
  })
  return { open, seen, live, stop, done }
}

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

describe('following a stream', () => {
  it('comes back after its end, and says what it saw last', async () => {
    const { open, seen, stop } = following(
      streamOf('retry: 100\n\nid: 1\ndata: one\n\n', 'id: 2\ndata: two\n\n'),
      streamOf('id: 3\ndata: three\n\n'),
    )
    await vi.advanceTimersByTimeAsync(5000)
    expect(seen).toEqual(['one', 'two', 'three'])
    expect(open.mock.calls.map(([lastId]) => lastId)).toEqual([undefined, '2', '3'])
    stop.abort()
  })

  it('says that news must be asked for while nobody answers', async () => {
    const { live, stop } = following(offline('no network'), forever())
    await vi.advanceTimersByTimeAsync(0)
    expect(live).toEqual([false])
    await vi.advanceTimersByTimeAsync(4000)
    expect(live).toEqual([false, true])
    stop.abort()
  })

  it('waits no longer than until the network is back', async () => {
    const { open, stop } = following(offline('no network'))
    await vi.advanceTimersByTimeAsync(0)
    globalThis.dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(0)
    expect(open).toHaveBeenCalledTimes(2)
    stop.abort()
  })

  it('gives up on what is not to be had', async () => {
    const { open, done } = following(gone)
    await done
    await vi.advanceTimersByTimeAsync(60_000)
    expect(open).toHaveBeenCalledTimes(1)
  })

  it('leaves a connection when the network is gone', async () => {
    const { open, live, stop } = following(forever())
    await vi.advanceTimersByTimeAsync(0)
    globalThis.dispatchEvent(new Event('offline'))
    expect(open.mock.calls[0]?.[1].aborted).toBe(true)
    expect(live[0]).toBe(true)
    stop.abort()
  })

  it('leaves a connection that fell silent', async () => {
    const { open, stop } = following(forever())
    await vi.advanceTimersByTimeAsync(0)
    const signal = open.mock.calls[0]?.[1]
    await vi.advanceTimersByTimeAsync(41_000)
    expect(signal?.aborted).toBe(true)
    stop.abort()
  })

  it('ends when told to', async () => {
    const { open, stop, done } = following(streamOf('data: a\n\n'))
    await vi.advanceTimersByTimeAsync(0)
    stop.abort()
    await done
    expect(open).toHaveBeenCalledTimes(1)
  })
})

describe('the wait between tries', () => {
  it('grows, and has an end', () => {
    expect(backoff({ wait: 2000, failures: 1 })).toBeLessThanOrEqual(2500)
    expect(backoff({ wait: 2000, failures: 3 })).toBeGreaterThanOrEqual(6000)
    expect(backoff({ wait: 2000, failures: 20 })).toBeLessThanOrEqual(37_500)
  })
})

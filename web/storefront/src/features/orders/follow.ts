import { Problem } from '@soko/client'
import { EventParser, type StreamEvent } from './events.ts'

export interface Following {
  /** Open the stream; the id is of the last message seen. Throws `Problem` when it is refused. */
  readonly open: (lastId: string | undefined, signal: AbortSignal) => Promise<Response>
  readonly onEvent: (event: StreamEvent) => void
  /** Told whether news comes by itself, or has to be asked for meanwhile. */
  readonly onLive: (live: boolean) => void
  readonly signal: AbortSignal
}

interface Place {
  lastId: string | undefined
  /** Milliseconds before coming back, as the server asks. */
  wait: number
  failures: number
}

/** The server pings every 15 seconds; a longer silence is a dead connection. */
const SILENCE = 40_000
const LONGEST_WAIT = 30_000

/** Follow a stream until told to stop, coming back after every end and failure. */
export async function follow(following: Following): Promise<void> {
  const { signal, onLive } = following
  const isStopped = () => signal.aborted
  const place: Place = { lastId: undefined, wait: 2000, failures: 0 }
  while (!isStopped()) {
    try {
      await readToEnd(following, place)
      // Ended by the server, as when a token expires.
      await pause(place.wait, signal)
    } catch (problem) {
      if (isStopped()) return
      onLive(false)
      if (isFinal(problem)) return
      place.failures += 1
      await pause(backoff(place), signal)
    }
  }
}

async function readToEnd(following: Following, place: Place): Promise<void> {
  const quiet = new AbortController()
  const signal = AbortSignal.any([following.signal, quiet.signal])
  let timer = setTimeout(() => quiet.abort(), SILENCE)
  // Without a network the connection is as good as dead, long before its silence shows it.
  globalThis.addEventListener('offline', () => quiet.abort(), { signal })
  const parser = new EventParser()
  try {
    const response = await following.open(place.lastId, signal)
    following.onLive(true)
    for await (const text of textOf(response)) {
      clearTimeout(timer)
      timer = setTimeout(() => quiet.abort(), SILENCE)
      place.failures = 0
      for (const event of parser.push(text)) {
        place.lastId = event.id
        following.onEvent(event)
      }
      place.wait = parser.retry ?? place.wait
    }
  } finally {
    clearTimeout(timer)
    // Takes the listener back.
    quiet.abort()
  }
}

async function* textOf(response: Response): AsyncGenerator<string> {
  const reader = response.body?.getReader()
  if (!reader) return
  const decoder = new TextDecoder()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield decoder.decode(value, { stream: true })
  }
}

/** Twice as long after each failure, and not the same for all who lost the server together. */
export function backoff({ wait, failures }: Pick<Place, 'wait' | 'failures'>): number {
  const longest = Math.min(wait * 2 ** Math.max(0, failures - 1), LONGEST_WAIT)
  return longest * (0.75 + Math.random() / 2)
}

/** A refusal that asking again does not change. */
function isFinal(problem: unknown): boolean {
  return problem instanceof Problem && [401, 403, 404].includes(problem.status)
}

/** Wait; not after an end, and not longer than until the network is back. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController()
    const stop = () => {
      over.abort()
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(stop, milliseconds)
    const heard = { once: true, signal: over.signal }
    signal.addEventListener('abort', stop, heard)
    globalThis.addEventListener('online', stop, heard)
  })
}

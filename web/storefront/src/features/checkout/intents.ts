import { Problem } from '@soko/client'

/** What a person asked for once; it is repeated under one key until its answer is known. */
export interface Intent<Body> {
  readonly key: string
  readonly body: Body
}

export interface Settled<Body, Answer> {
  readonly answer: Answer
  /** What the answer is about: an earlier request's, where that had been heard after all. */
  readonly body: Body
}

type Send<Body, Answer> = (intent: Intent<Body>) => Promise<Answer>

const PREFIX = 'soko.intent.'
const PATIENCE = 5
const IN_USE = 'idempotency_key_in_use'
/** Refusals of the moment, which say nothing about what was asked. */
const UNHEARD = [408, 425, 429]
const running = new Map<string, Promise<unknown>>()

/** The request of that name whose answer never came, as after a reload. */
export function unsettled<Body>(name: string): Intent<Body> | undefined {
  const text = sessionStorage.getItem(PREFIX + name)
  return text === null ? undefined : (JSON.parse(text) as Intent<Body>)
}

/**
 * Send it under a key that outlives reloads, and only once at a time.
 *
 * An earlier one whose answer never came is asked again first: if it had been heard, its answer
 * stands and nothing new is sent, so that changing a form after a lost answer makes no second order.
 */
export function once<Body, Answer>(
  name: string,
  body: Body,
  send: Send<Body, Answer>,
): Promise<Settled<Body, Answer>> {
  const at = running.get(name)
  if (at) return at as Promise<Settled<Body, Answer>>
  const work = settleFirst(name, body, send).finally(() => running.delete(name))
  running.set(name, work)
  return work
}

async function settleFirst<Body, Answer>(
  name: string,
  body: Body,
  send: Send<Body, Answer>,
): Promise<Settled<Body, Answer>> {
  const earlier = unsettled<Body>(name)
  if (earlier) {
    try {
      return await settled(name, earlier, send)
    } catch (problem) {
      if (!isRefusal(problem) || isSame(earlier.body, body)) throw problem
    }
  }
  const intent = { key: crypto.randomUUID(), body }
  sessionStorage.setItem(PREFIX + name, JSON.stringify(intent))
  return settled(name, intent, send)
}

async function settled<Body, Answer>(
  name: string,
  intent: Intent<Body>,
  send: Send<Body, Answer>,
): Promise<Settled<Body, Answer>> {
  for (let tries = 1; ; tries += 1) {
    try {
      const answer = await send(intent)
      sessionStorage.removeItem(PREFIX + name)
      return { answer, body: intent.body }
    } catch (problem) {
      if (isRefusal(problem)) sessionStorage.removeItem(PREFIX + name)
      const isWorkedOn = problem instanceof Problem && problem.code === IN_USE
      if (!isWorkedOn || tries >= PATIENCE) throw problem
      await pause((problem.retryAfter ?? 1) * 1000)
    }
  }
}

/** Whether nothing was done, and the key is free; of all else the outcome is not known. */
export function isRefusal(problem: unknown): boolean {
  if (!(problem instanceof Problem) || problem.code === IN_USE) return false
  return problem.status >= 400 && problem.status < 500 && !UNHEARD.includes(problem.status)
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

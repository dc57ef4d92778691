import type { components } from '@soko/client'

type Schemas = components['schemas']

// The gateway joins every service's answers, which are all of one shape.
export type Outbox = Schemas['users_OutboxOut']
export type Queue = Schemas['users_QueueOut']
export type Parked = Schemas['users_ParkedOut']
export type Saga = Schemas['orders_SagaOut']

/** Seconds after which what waits to be published is worth a look. */
const SLOW = 60

/** How an outbox does: what waits for a person is worse than what waits. */
export function outboxState({ parked, pending, oldest_seconds }: Outbox): string {
  if (parked > 0) return 'parked'
  if (pending > 0 && oldest_seconds >= SLOW) return 'slow'
  return 'running'
}

/** How a queue does: nobody may be there to take what is in it. */
export function queueState(queue: Queue): string {
  if (isRetry(queue)) return 'retrying'
  if (queue.consumers === 0) return queue.ready > 0 ? 'stuck' : 'nobody_listens'
  return 'running'
}

/** Without the places where nothing waits to be tried again. */
export function worthShowing(queues: readonly Queue[]): readonly Queue[] {
  return queues.filter((queue) => !isRetry(queue) || queue.ready > 0)
}

/** Messages lie there until they are tried again; nobody ever listens. */
function isRetry({ name }: Queue): boolean {
  return /\.retry\.\d+s$/.test(name)
}

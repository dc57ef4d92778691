import type { Attempt } from '../payment/queries.ts'
import type { Order } from './queries.ts'

/** How an order stands, for who waits for it. */
export type Stage =
  | 'pending'
  | 'prompt'
  | 'redirect'
  | 'checking'
  | 'review'
  | 'failed'
  | 'paid'
  | 'on_delivery'
  | 'shipped'
  | 'delivered'
  | 'cancelling'
  | 'cancelled'

type Standing = Pick<Order, 'status' | 'payment_status' | 'cancellation'>

export function stageOf(order: Standing, attempt?: Attempt): Stage {
  switch (order.status) {
    case 'success':
      return order.payment_status === 'authorized' ? 'on_delivery' : 'paid'
    case 'processing':
      return order.cancellation?.state === 'requested' ? 'cancelling' : waitingFor(attempt)
    default:
      return order.status
  }
}

/** What is waited for; an attempt that ended is told to the order within a second. */
function waitingFor(attempt: Attempt | undefined): Stage {
  if (attempt?.status === 'review') return 'review'
  if (attempt?.next_action.type === 'await_phone_prompt') return 'prompt'
  if (attempt?.next_action.type === 'redirect') return 'redirect'
  return 'checking'
}

export const TONES = {
  pending: 'info',
  prompt: 'info',
  redirect: 'info',
  checking: 'info',
  review: 'warning',
  failed: 'danger',
  paid: 'success',
  on_delivery: 'success',
  shipped: 'success',
  delivered: 'success',
  cancelling: 'warning',
  cancelled: 'warning',
} as const satisfies Record<Stage, string>

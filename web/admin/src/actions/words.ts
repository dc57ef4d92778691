import { Problem, formatMoney, type Money } from '@soko/client'

const WORDS: Readonly<Record<string, string>> = {
  offline: 'Nobody answered. Check the connection and try again: it will not be done twice.',
  unavailable: 'The shop cannot do this right now. Try again: it will not be done twice.',
  forbidden: 'Your role does not allow this.',
  unauthenticated: 'You are signed out. Sign in and try again.',
  not_found: 'It is not there any more.',
  version_conflict: 'Somebody changed it meanwhile. Close this, look at what is new, and try again.',
  idempotency_key_reused:
    'An earlier try of this was carried out with other values. Close this and look at the result.',
  idempotency_key_in_use: 'An earlier try of this is still under way. Try again in a moment.',
  rate_limited: 'That was too often. Wait a moment and try again.',
  payment_in_progress: 'A payment of this order is under way. Wait until it is decided.',
  nothing_outstanding: 'Nothing is left to pay on this order.',
  stock_not_committed: 'The goods of this order are not set aside yet. Try again in a moment.',
  order_not_cancellable: 'This order cannot be cancelled any more.',
  order_total_frozen: 'A payment was begun, so what the order costs cannot change any more.',
  partial_refund_unsupported: 'This provider gives back all that was paid, or nothing.',
  refund_exceeds_captured: 'So much is not there to be given back.',
  insufficient_stock: 'There is too little stock.',
}


/** Say what went wrong, and what to do, in words for staff. */
export function inWords(error: unknown): string {
  const problem = problemIn(error)
  if (!problem) return 'Something went wrong on this page. Reload it.'
  const words = WORDS[problem.code] ?? sentence(problem.body.detail ?? problem.body.title)
  const { refundable } = problem.body
  return isMoney(refundable) ? `${words} At most ${formatMoney(refundable, 'en')} can go back.` : words
}

/** The refusal itself, also where react-admin was given it as an error of its own kind. */
function problemIn(error: unknown): Problem | undefined {
  const found = error instanceof Problem ? error : (error as Error | null)?.cause
  return found instanceof Problem ? found : undefined
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(capital) ? capital : `${capital}.`
}

function isMoney(value: unknown): value is Money {
  return typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value
}

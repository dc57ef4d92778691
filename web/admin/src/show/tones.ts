type Tone = 'success' | 'info' | 'warning' | 'error'

const TONES: Readonly<Record<string, Tone>> = {
  success: 'success',
  succeeded: 'success',
  paid: 'success',
  authorized: 'success',
  shipped: 'success',
  delivered: 'success',
  applied: 'success',
  resolved: 'success',
  active: 'success',
  done: 'success',
  pending: 'info',
  processing: 'info',
  initiating: 'info',
  requested: 'info',
  received: 'info',
  running: 'info',
  slow: 'warning',
  nobody_listens: 'warning',
  retrying: 'warning',
  partially_refunded: 'warning',
  refunded: 'warning',
  review: 'warning',
  orphan: 'warning',
  needs_attention: 'error',
  open: 'error',
  failed: 'error',
  parked: 'error',
  stuck: 'error',
  suspended: 'error',
  denied: 'error',
}

/** The palette's colour for a state; what is over and done without harm is grey. */
export function colourOf(state: string): string {
  const tone = TONES[state]
  return tone ? `${tone}.main` : 'text.disabled'
}

/** `needs_attention` as people write it: "Needs attention". */
export function wordsOf(state: string): string {
  const words = state.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

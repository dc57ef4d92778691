/**
 * Gives an address that was typed or followed from elsewhere a key of its own in the history. The router calls all of
 * them "default", and would open each at the place to which the one before was scrolled.
 */
export function markVisit(): void {
  const state: unknown = history.state
  if (state === null) history.replaceState({ key: Math.random().toString(36).slice(2) }, '')
}

/**
 * The token in the link of a mail, after `#` where no server logs it: bare, or as `token=…`.
 * Other fragments, as of a skip link, and other orders' tokens are none.
 */
export function mailedToken(hash: string, orderId: string): string | undefined {
  const token = hash.replace(/^#(?:token=)?/, '')
  if (!/^[\w-]{64}$/.test(token)) return undefined
  return idWithin(token) === orderId.replaceAll('-', '').toLowerCase() ? token : undefined
}

/** An order's token begins with the order's id: 16 bytes, of which the rest is the proof. */
function idWithin(token: string): string {
  const bytes = atob(token.slice(0, 24).replaceAll('-', '+').replaceAll('_', '/')).slice(0, 16)
  return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('')
}

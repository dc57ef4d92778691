const UNSTAMPED = '__CSP_NONCE__'

/** What the gateway allows style elements by; nothing on a host that stamps none. */
export function nonce(): { readonly nonce?: string } {
  const stamped = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content
  return stamped && stamped !== UNSTAMPED ? { nonce: stamped } : {}
}

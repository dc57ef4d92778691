/** Where to go after signing in; never to another site, whatever the address says. */
export function nextOf(search: URLSearchParams): string {
  const wanted = search.get('next') ?? ''
  // Browsers read a backslash as a slash, and two slashes as another host.
  return /^\/(?![/\\])/.test(wanted) && !/[\\\s]/.test(wanted) ? wanted : '/'
}

export function loginFor(path: string): string {
  return `/login?next=${encodeURIComponent(path)}`
}

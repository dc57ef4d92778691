import createClient, { type Client, type Middleware } from 'openapi-fetch'

import { offline, problemOf } from './problem.ts'
import type { paths } from './schema.ts'
import type { Session } from './session.ts'

export type Api = Client<paths>

/** Headers that a page adds to a request by the path it goes to, as a cart's token. */
export type Extra = (path: string) => Readonly<Record<string, string>>

export interface ApiOptions {
  readonly base?: string
  readonly extra?: Extra
  /** Sees every answer, as one that brings a new cart token. */
  readonly seen?: (response: Response) => void
}

/** Typed calls to the public API; each throws `Problem` instead of answering an error. */
export function openApi(session: Session, { base = '', extra, seen }: ApiOptions = {}): Api {
  const api = createClient<paths>({ baseUrl: base, querySerializer: { array: { explode: true, style: 'form' } } })
  const middleware: Middleware = {
    async onRequest({ request }) {
      const token = await session.token()
      if (token) request.headers.set('Authorization', `Bearer ${token}`)
      for (const [name, value] of Object.entries(extra?.(new URL(request.url).pathname) ?? {})) {
        request.headers.set(name, value)
      }
      return request
    },
    async onResponse({ response }) {
      seen?.(response)
      if (!response.ok) throw await problemOf(response)
      return response
    },
    onError({ error }) {
      return error instanceof Error && error.name === 'AbortError' ? error : offline(error)
    },
  }
  api.use(middleware)
  return api
}

/** The answer's body, where the document promises one. */
export async function body<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call
  return data as T
}

import type { Api } from '@soko/client'

export interface Asking {
  readonly query?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
}

/** One call by a path that is known only while the page runs. */
export type Ask = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, asking?: Asking) => Promise<unknown>

export function asker(api: Api): Ask {
  return async (method, path, { query, headers, body, signal } = {}) => {
    const init = {
      params: { query },
      ...(headers && { headers }),
      ...(body === undefined ? {} : { body }),
      ...(signal && { signal }),
    }
    const { data } = await api.request(method.toLowerCase() as 'get', path as never, init as never)
    return data
  }
}

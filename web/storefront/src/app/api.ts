import { openApi, Problem, Session } from '@soko/client'
import { QueryClient } from '@tanstack/react-query'

import { language } from '../i18n/language.ts'
import { cartToken, orderToken } from './tokens.ts'

export const session = new Session()

export const api = openApi(session, { extra: headersFor, seen: keepCartToken })

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      retry: (failures, error) => failures < 2 && passing(error),
      // Without a network a call fails at once and says so; it is made again when the line is back.
      networkMode: 'always',
      refetchOnReconnect: true,
    },
    mutations: { networkMode: 'always' },
  },
})

const ORDER = /^\/api\/v1\/orders\/([^/]+)/
const CART = /^\/api\/v1\/(cart|orders$)/

/** What a request needs beside the session, by where it goes. */
export function headersFor(path: string): Readonly<Record<string, string>> {
  const headers: Record<string, string> = { 'Accept-Language': language.get() }
  const cart = CART.test(path) ? cartToken.get() : undefined
  const order = orderToken(ORDER.exec(path)?.[1] ?? '')
  if (cart) headers['X-Cart-Token'] = cart
  if (order) headers['X-Order-Token'] = order
  return headers
}

function keepCartToken(response: Response): void {
  const token = response.headers.get('X-Cart-Token')
  if (token && !session.identity) cartToken.set(token)
}

/** Whether the same call may succeed in a moment. */
export function passing(error: Error): boolean {
  return error instanceof Problem && (error.status === 0 || error.status >= 500)
}

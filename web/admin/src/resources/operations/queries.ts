import { body } from '@soko/client'
import { queryOptions } from '@tanstack/react-query'

import { api } from '../../app/api.ts'

import type { Parked, Saga } from './ops.ts'

const EVERY = 5_000
const MOST = 100

/** Looked at again every few seconds, unless somebody wants to read in peace. */
function refetched(live: boolean) {
  return { refetchInterval: live ? EVERY : (false as const) }
}

export function outboxes(live: boolean) {
  return queryOptions({
    queryKey: ['ops', 'outbox'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/admin/ops/outbox', { params: all, signal })),
    ...refetched(live),
  })
}

export function queues(live: boolean) {
  return queryOptions({
    queryKey: ['ops', 'queues'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/admin/ops/queues', { params: all, signal })),
    ...refetched(live),
  })
}

export type ParkedState = 'parked' | 'requeued'

export function parkedMessages(state: ParkedState, live: boolean) {
  return queryOptions({
    queryKey: ['ops', 'parked', state],
    queryFn: async ({ signal }): Promise<readonly Parked[]> => {
      const params = { query: { state, limit: MOST } }
      return (await body(api.GET('/api/v1/admin/ops/parked-messages', { params, signal }))).items
    },
    ...refetched(live),
  })
}

export function sagas(state: Saga['state'], live: boolean) {
  return queryOptions({
    queryKey: ['ops', 'sagas', state],
    queryFn: async ({ signal }): Promise<readonly Saga[]> => {
      const params = { query: { state, limit: MOST } }
      return (await body(api.GET('/api/v1/admin/sagas', { params, signal }))).items
    },
    ...refetched(live),
  })
}

const all = { query: { limit: MOST } }

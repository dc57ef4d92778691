import { offline, problemOf } from '@soko/client'
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { headersFor, session } from '../../app/api.ts'
import { useSession } from '../../app/session.ts'
import { paymentQuery } from '../payment/queries.ts'
import type { StreamEvent } from './events.ts'
import { follow } from './follow.ts'
import { orderQuery } from './queries.ts'

const ASK_EVERY = 5000

/** The order, kept up to date by its stream, or by asking while there is none. */
export function useLiveOrder(id: string) {
  const isLive = useOrderStream(id)
  const order = useQuery({
    ...orderQuery(id),
    refetchInterval: ({ state }) => (isLive || !state.data ? false : ASK_EVERY),
  })
  return { ...order, isLive }
}

function useOrderStream(id: string): boolean {
  const queryClient = useQueryClient()
  const { identity, restoring } = useSession()
  const [isLive, setLive] = useState(true)
  const who = identity?.sub
  useEffect(() => {
    if (restoring) return undefined
    const stop = new AbortController()
    void follow({
      open: (lastId, signal) => openStream(id, lastId, signal),
      onEvent: (event) => takeNews(id, event, queryClient),
      onLive: setLive,
      signal: stop.signal,
    })
    return () => stop.abort()
  }, [id, who, restoring, queryClient])
  return isLive
}

async function openStream(id: string, lastId: string | undefined, signal: AbortSignal): Promise<Response> {
  const path = `/api/v1/orders/${id}/events`
  // A token about to end is renewed first: the stream ends with it.
  const token = await session.token()
  const headers = new Headers({ ...headersFor(path), Accept: 'text/event-stream' })
  if (token) headers.set('Authorization', `Bearer ${token}`)
  if (lastId !== undefined) headers.set('Last-Event-ID', lastId)
  const response = await fetch(path, { headers, signal, cache: 'no-store' }).catch((cause: unknown) => {
    throw offline(cause)
  })
  if (!response.ok) throw await problemOf(response)
  return response
}

/** The stream says only that something changed, and how far: the rest is asked for. */
function takeNews(id: string, { name, data }: StreamEvent, queryClient: QueryClient): void {
  if (name !== 'order') return
  const { version } = JSON.parse(data) as { readonly version: number }
  const known = queryClient.getQueryData(orderQuery(id).queryKey)?.version ?? 0
  if (version <= known) return
  void queryClient.invalidateQueries({ queryKey: orderQuery(id).queryKey })
  void queryClient.invalidateQueries({ queryKey: paymentQuery(id).queryKey })
}

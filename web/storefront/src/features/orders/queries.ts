import { body, type components } from '@soko/client'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../../app/api.ts'

export type Order = components['schemas']['orders_OrderOut']
export type OrderLine = components['schemas']['orders_LineOut']

const PAGE = 20

export function orderQuery(id: string) {
  return queryOptions({
    queryKey: ['order', id],
    queryFn: (): Promise<Order> =>
      body(api.GET('/api/v1/orders/{order_id}', { params: { path: { order_id: id } } })),
  })
}

/** The orders of who is signed in, newest first. */
export const ordersQuery = infiniteQueryOptions({
  queryKey: ['orders'],
  queryFn: ({ pageParam }) =>
    body(
      api.GET('/api/v1/orders', {
        params: { query: pageParam === null ? { limit: PAGE } : { limit: PAGE, cursor: pageParam } },
      }),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: ({ next_cursor }) => next_cursor ?? null,
})

import { body } from '@soko/client'
import { queryOptions } from '@tanstack/react-query'

import { api } from '../../app/api.ts'

const EVERY = 5_000

/** The order's one payment; null before one was begun. */
export function paymentOf(orderId: string) {
  return queryOptions({
    queryKey: ['orders', orderId, 'payment'],
    queryFn: async ({ signal }) => {
      const query = { order_id: orderId, limit: 1 }
      const page = await body(api.GET('/api/v1/admin/payments', { params: { query }, signal }))
      return page.items[0] ?? null
    },
    refetchInterval: EVERY,
  })
}

/** All that happened around the order, in the order of time. */
export function storyOf(orderId: string) {
  return queryOptions({
    queryKey: ['orders', orderId, 'timeline'],
    queryFn: async ({ signal }) => {
      const path = { order_id: orderId }
      const page = await body(
        api.GET('/api/v1/admin/orders/{order_id}/timeline', { params: { path }, signal }),
      )
      return page.items
    },
    refetchInterval: EVERY,
  })
}

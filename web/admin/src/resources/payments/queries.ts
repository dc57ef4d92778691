import { body } from '@soko/client'
import { queryOptions } from '@tanstack/react-query'

import { api } from '../../app/api.ts'

const EVERY = 5_000

/** Everything that was tried for a payment, as staff see it; nothing for none. */
export function attemptsOf(paymentId: string | null) {
  return queryOptions({
    queryKey: ['payments', paymentId, 'attempts'],
    queryFn: async ({ signal }) => {
      if (paymentId === null) return []
      const params = { path: { payment_id: paymentId } }
      const page = await body(
        api.GET('/api/v1/admin/payments/{payment_id}/attempts', { params, signal }),
      )
      return page.items
    },
    refetchInterval: EVERY,
  })
}

/** What does not add up about an order's money. */
export function incidentsOf(orderId: string) {
  return queryOptions({
    queryKey: ['orders', orderId, 'incidents'],
    queryFn: async ({ signal }) => {
      const params = { query: { order_id: orderId } }
      const page = await body(api.GET('/api/v1/admin/payment-incidents', { params, signal }))
      return page.items
    },
    refetchInterval: EVERY,
  })
}

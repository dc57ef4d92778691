import { body } from '@soko/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { orderQuery } from '../orders/queries.ts'
import { orderHeader, paymentQuery, type Paying } from './queries.ts'

/** Have the provider asked now; answers the payment as it is then. */
export function useCheckPayment(orderId: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (paymentId: string) =>
      body(
        api.POST('/api/v1/payments/{payment_id}/refresh', {
          params: { path: { payment_id: paymentId }, header: orderHeader(orderId) },
        }),
      ),
    onSuccess: (payment) => {
      queryClient.setQueryData(paymentQuery(orderId).queryKey, (known: Paying | undefined) => ({
        skew: known?.skew ?? 0,
        payment,
      }))
      void queryClient.invalidateQueries({ queryKey: orderQuery(orderId).queryKey, exact: true })
    },
  })
}

import { useMutation } from '@tanstack/react-query'
import { useCheckPayment } from './check.ts'
import { keptNumber } from './choice.ts'
import { currentAttempt } from './queries.ts'
import { useStartPayment } from './start.ts'

/** What became of asking for a fresh request on the phone. */
export type Resent = 'sent' | 'still_open' | 'number_unknown'

/**
 * Send the payer's phone a new request. Only one can be open at a time, so the provider is asked
 * first what became of the last: one that was missed or refused makes room at once.
 */
export function useResend(orderId: string) {
  const check = useCheckPayment(orderId)
  const start = useStartPayment(orderId)
  return useMutation({
    mutationFn: async (paymentId: string): Promise<Resent> => {
      const attempt = currentAttempt(await check.mutateAsync(paymentId))
      if (attempt?.status !== 'failed' && attempt?.status !== 'cancelled') return 'still_open'
      const number = keptNumber()
      if (number === undefined) return 'number_unknown'
      await start.mutateAsync({ provider: attempt.provider, phone_number: number })
      return 'sent'
    },
  })
}

import { Problem, body, type components } from '@soko/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { isRefusal, once, type Intent } from '../checkout/intents.ts'
import { orderQuery } from '../orders/queries.ts'
import { dropChoice, keepNumber, type Choice } from './choice.ts'
import { orderHeader } from './queries.ts'

type Wish = components['schemas']['payments_BeginIn']
type Started = components['schemas']['payments_StartedOut']

const PATIENCE = 30_000

/**
 * Start an attempt to pay the order, or get the one that is open with that provider; goes to the
 * provider's page where it has one.
 */
export function useStartPayment(orderId: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (choice: Choice) => start(orderId, choice),
    onSuccess: ({ next_action: { type, url } }, { phone_number }) => {
      dropChoice(orderId)
      if (phone_number) keepNumber(phone_number)
      if (type === 'redirect' && url) location.assign(url)
    },
    onError: (problem) => {
      if (isRefusal(problem)) dropChoice(orderId)
    },
    // The payment's key begins with the order's: both are asked for again.
    onSettled: () => queryClient.invalidateQueries({ queryKey: orderQuery(orderId).queryKey }),
  })
}

async function start(orderId: string, choice: Choice): Promise<Started> {
  const wish: Wish = { ...choice, return_url: `${location.origin}/orders/${orderId}` }
  const name = `pay.${orderId}.${choice.provider}`
  const { answer } = await once(name, wish, (intent: Intent<Wish>) => begun(orderId, intent))
  return answer
}

async function begun(orderId: string, { key, body: wish }: Intent<Wish>): Promise<Started> {
  const send = (what: Wish) =>
    body(
      api.POST('/api/v1/orders/{order_id}/payments', {
        params: {
          path: { order_id: orderId },
          header: { 'idempotency-key': key, ...orderHeader(orderId) },
        },
        body: what,
        signal: AbortSignal.timeout(PATIENCE),
      }),
    )
  try {
    return await send(wish)
  } catch (problem) {
    if (!(problem instanceof Problem) || !('return_url' in problem.fields)) throw problem
    // This origin is not the shop's own, as in development: the payer comes back to the shop's.
    return send({ ...wish, return_url: null })
  }
}

import { body, type Money, type components } from '@soko/client'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { orderToken } from '../../app/tokens.ts'

export type Payment = components['schemas']['payments_PaymentOut']
export type Attempt = components['schemas']['payments_AttemptOut']
export type Provider = components['schemas']['payments_ProviderOut']

export interface Paying {
  readonly payment: Payment | null
  /** Milliseconds that the server's clock is ahead of this one. */
  readonly skew: number
}

const NOT_SKEWED = 2000
const SOON = 2000
const LATER = 10_000
const OPEN: ReadonlySet<Attempt['status']> = new Set(['initiating', 'pending', 'authorized', 'review'])

/** An order's one payment; null before the first attempt. */
export function paymentQuery(orderId: string) {
  return queryOptions({
    queryKey: ['order', orderId, 'payment'],
    queryFn: async (): Promise<Paying> => {
      const { data, response } = await api.GET('/api/v1/payments', {
        params: { query: { order_id: orderId }, header: orderHeader(orderId) },
      })
      return { payment: data?.items[0] ?? null, skew: skewOf(response) }
    },
  })
}

/** The payment, asked for again while its provider may still say something new. */
export function usePayment(orderId: string) {
  return useQuery({
    ...paymentQuery(orderId),
    refetchInterval: ({ state }) => {
      const status = currentAttempt(state.data?.payment)?.status
      if (status === 'initiating') return SOON
      return status === 'pending' ? LATER : false
    },
  })
}

/** The ways to pay that much; those on a phone come first, being what most people here use. */
export function providersQuery({ amount, currency }: Money) {
  return queryOptions({
    queryKey: ['public', 'providers', currency, amount],
    queryFn: async (): Promise<readonly Provider[]> => {
      const { items } = await body(
        api.GET('/api/v1/payment-providers', { params: { query: { currency, amount } } }),
      )
      return [...items].sort((one, other) => placeOf(one) - placeOf(other))
    },
    staleTime: 60_000,
  })
}

/** The attempt that counts now: one that may still become money, else the last that was made. */
export function currentAttempt(payment: Payment | null | undefined): Attempt | undefined {
  const attempts = payment?.attempts ?? []
  return attempts.find(({ status }) => OPEN.has(status)) ?? newest(attempts)
}

/** A guest shows the order's token; who is signed in needs none. */
export function orderHeader(orderId: string): { readonly 'x-order-token'?: string } {
  const token = orderToken(orderId)
  return token === undefined ? {} : { 'x-order-token': token }
}

function newest(attempts: readonly Attempt[]): Attempt | undefined {
  return attempts.reduce<Attempt | undefined>(
    (last, one) => (last && last.created_at > one.created_at ? last : one),
    undefined,
  )
}

function placeOf({ kinds }: Provider): number {
  if (kinds.includes('mobile_money')) return 0
  return kinds.includes('cash') ? 2 : 1
}

/** A few seconds are the way there and back, not a wrong clock. */
function skewOf(response: Response): number {
  const skew = Date.parse(response.headers.get('Date') ?? '') - Date.now()
  return Math.abs(skew) > NOT_SKEWED ? skew : 0
}

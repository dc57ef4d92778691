import type { Money, components } from '@soko/client'

type Amounts = components['schemas']['orders_AmountsOut']

/** What can still be given back: paid, less what went back and what is about to. */
export function refundable({ paid, refunded, refund_pending }: Amounts): Money {
  const amount = paid.amount - refunded.amount - refund_pending.amount
  return { amount: Math.max(amount, 0), currency: paid.currency }
}

import { body, type components } from '@soko/client'
import { vi } from 'vitest'

import { decideFor } from './payer.ts'
import { ADMIN, apiOf, employ, newKey } from './people.ts'
import { ordered, type Order } from './sales.ts'

export type Payment = components['schemas']['payments_StaffPaymentOut']

/** An order that waits on Chapa's page for its payer. */
export interface OnPayPage {
  readonly order: Order
  readonly reference: string
}

/** Have somebody new order in birr, and come as far as the page of Chapa. */
export async function begunOnPayPage(): Promise<OnPayPage> {
  const buyer = await employ('Abeba')
  const order = await ordered(buyer, 'ETB')
  const api = await apiOf(buyer)
  const { reference } = await body(
    api.POST('/api/v1/orders/{order_id}/payments', {
      params: { path: { order_id: order.id }, header: newKey() },
      body: { provider: 'chapa' },
    }),
  )
  return { order, reference }
}

/** Have it paid there; `amount` is what is truly paid, in minor units. */
export function payOnPayPage({ reference }: OnPayPage, amount?: number): Promise<void> {
  return decideFor('chapa', reference, { outcome: 'approve', amount })
}

/** What the API tells staff about the order's payment, once it is as wanted. */
export async function paymentOf(
  order: { readonly id: string },
  isWanted: (payment: Payment) => boolean = () => true,
): Promise<Payment> {
  const api = await apiOf(ADMIN)
  return vi.waitFor(
    async () => {
      const params = { query: { order_id: order.id } }
      const { items } = await body(api.GET('/api/v1/admin/payments', { params }))
      const payment = items.find(isWanted)
      if (!payment) throw new Error(`not yet: ${JSON.stringify(items)}`)
      return payment
    },
    { timeout: 30_000, interval: 200 },
  )
}

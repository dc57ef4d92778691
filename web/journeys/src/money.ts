import { body, type components } from '@soko/client'
import { vi } from 'vitest'

import { simulator } from './ground.ts'
import { ADMIN, apiOf, employ, newKey } from './people.ts'
import { somethingOnSale } from './sales.ts'

type Order = components['schemas']['orders_OrderOut']
export type Payment = components['schemas']['payments_StaffPaymentOut']

const ADDRESS = {
  full_name: 'Abeba Tesfaye',
  phone_number: '+251911234567',
  line1: 'Bole Road 12',
  city: 'Addis Ababa',
  country: 'ET',
}

/** An order that waits on Chapa's page for its payer. */
export interface OnPayPage {
  readonly order: Order
  readonly reference: string
}

/** Have somebody new order in birr, and come as far as the page of Chapa. */
export async function begunOnPayPage(): Promise<OnPayPage> {
  const product = await somethingOnSale('ETB')
  const api = await apiOf(await employ('Abeba'))
  await body(api.POST('/api/v1/cart/items', { body: { product_id: product.id, quantity: 1 } }))
  await body(api.PATCH('/api/v1/cart', { body: { currency: 'ETB' } }))
  const order = await body(
    api.POST('/api/v1/orders', {
      params: { header: newKey() },
      body: { shipping_address: ADDRESS },
    }),
  )
  const { reference } = await body(
    api.POST('/api/v1/orders/{order_id}/payments', {
      params: { path: { order_id: order.id }, header: newKey() },
      body: { provider: 'chapa' },
    }),
  )
  return { order, reference }
}

/** Have it paid there; `amount` is what is truly paid, in minor units. */
export async function payOnPayPage({ reference }: OnPayPage, amount?: number): Promise<void> {
  const answer = await fetch(`${simulator}/control/transactions/chapa/${reference}/decision`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ outcome: 'approve', amount }),
  })
  if (!answer.ok) throw new Error(`${String(answer.status)} from the simulator: ${await answer.text()}`)
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

import { body } from '@soko/client'
import { vi } from 'vitest'

import { ADMIN, apiOf, newKey } from './people.ts'
import { paidTooLittle, soldFor, type ProductItem } from './sales.ts'

/** The admin's pages about one thing, for one thing of each kind; sells and refunds what it takes. */
export async function pagesAboutOneThing(product: ProductItem): Promise<readonly string[]> {
  const staff = await apiOf(ADMIN)
  const { id: order } = await soldFor('mpesa')
  const payments = await body(
    staff.GET('/api/v1/admin/payments', { params: { query: { order_id: order } } }),
  )
  const payment = first(payments.items)
  const refund = await body(
    staff.POST('/api/v1/admin/payments/{payment_id}/refunds', {
      params: { path: { payment_id: payment }, header: newKey() },
      body: { reason: 'It came too late.' },
    }),
  )
  const incident = await incidentOf((await paidTooLittle()).id)
  const webhooks = await body(staff.GET('/api/v1/admin/payment-webhooks'))
  const customers = await body(staff.GET('/api/v1/admin/users'))
  const roles = await body(staff.GET('/api/v1/admin/roles'))
  const methods = await body(staff.GET('/api/v1/admin/shipping-methods'))
  const rates = await body(staff.GET('/api/v1/admin/tax-rates'))
  const levels = await body(
    staff.GET('/api/v1/admin/stock-levels', { params: { query: { product_id: product.id } } }),
  )
  return [
    `/products/${product.id}`,
    `/stock/${first(levels.items.map(({ variant_id: id }) => ({ id })))}/show`,
    `/orders/${order}/show`,
    `/payments/${payment}/show`,
    `/refunds/${refund.id}/show`,
    `/webhooks/${first(webhooks.items)}/show`,
    `/incidents/${incident}/show`,
    `/customers/${first(customers.items)}/show`,
    `/customers/${first(customers.items)}`,
    `/roles/${first(roles.items)}`,
    `/shipping-methods/${first(methods.items)}`,
    `/tax-rates/${first(rates.items)}`,
  ]
}

async function incidentOf(order: string): Promise<string> {
  const staff = await apiOf(ADMIN)
  return vi.waitFor(
    async () => {
      const query = { order_id: order }
      const { items } = await body(staff.GET('/api/v1/admin/payment-incidents', { params: { query } }))
      return first(items)
    },
    { timeout: 30_000, interval: 100 },
  )
}

function first(items: readonly { id: string }[]): string {
  const [found] = items
  if (!found) throw new Error('the list is empty')
  return found.id
}

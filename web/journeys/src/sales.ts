import { body, type components } from '@soko/client'
import { vi } from 'vitest'

import { answerPrompt, ownPhoneNumber } from './payer.ts'
import { apiOf, apiOfAnybody, employ, newKey } from './people.ts'

export type Order = components['schemas']['orders_OrderOut']
export type ProductItem = components['schemas']['catalog_ProductItemOut']

type Currency = 'KES' | 'ETB'

export const ADDRESSES: Readonly<Record<Currency, components['schemas']['AddressIn']>> = {
  KES: {
    full_name: 'Wanjiku Kamau',
    phone_number: '+254712345678',
    line1: 'Kimathi Street 4',
    city: 'Nairobi',
    country: 'KE',
  },
  ETB: {
    full_name: 'Abeba Tesfaye',
    phone_number: '+251911234567',
    line1: 'Bole Road 12',
    city: 'Addis Ababa',
    country: 'ET',
  },
}

/** Something that is to be had without choosing a variant first. */
export async function somethingOnSale(currency: Currency = 'KES'): Promise<ProductItem> {
  const { items } = await body(
    apiOfAnybody().GET('/api/v1/products', {
      params: { query: { featured: true, in_stock: true, currency, limit: 100 } },
    }),
  )
  const found = items.find(({ name }) => name.startsWith('Sisal Basket'))
  if (!found) throw new Error('the demo shop has no basket; is it loaded?')
  return found
}

export type Provider = 'cash' | 'mpesa'

/** An order that somebody began to pay, if they did. */
export interface Sale {
  readonly order: Order
  /** Where the prompt goes. */
  readonly phone: string
}

/** Have a customer, somebody new if none is named, order beside the browser, and pay. */
export async function soldFor(provider: Provider, buyer?: string): Promise<Order> {
  const customer = buyer ?? (await employ('Wanjiku'))
  const { order, phone } = await begun(provider, customer)
  if (provider === 'mpesa') await answerPrompt(phone, 'approve')
  return until(customer, order.id, (now) => now.stock_committed)
}

/** Have somebody order and pay a single shilling. */
export async function paidTooLittle(buyer?: string): Promise<Order> {
  const { order, phone } = await begun('mpesa', buyer ?? (await employ('Wanjiku')))
  await answerPrompt(phone, 'approve', 100)
  return order
}

/** An order whose payment waits for its payer. */
export async function begun(provider: Provider, buyer: string): Promise<Sale> {
  const order = await ordered(buyer)
  const phone = ownPhoneNumber()
  const api = await apiOf(buyer)
  await body(
    api.POST('/api/v1/orders/{order_id}/payments', {
      params: { path: { order_id: order.id }, header: newKey() },
      body: provider === 'cash' ? { provider } : { provider, phone_number: phone },
    }),
  )
  return { order, phone }
}

/** An order that nobody began to pay. */
export async function ordered(buyer: string, currency: Currency = 'KES'): Promise<Order> {
  const product = await somethingOnSale(currency)
  const api = await apiOf(buyer)
  await body(api.POST('/api/v1/cart/items', { body: { product_id: product.id, quantity: 1 } }))
  await body(api.PATCH('/api/v1/cart', { body: { currency } }))
  return body(
    api.POST('/api/v1/orders', {
      params: { header: newKey() },
      body: { shipping_address: ADDRESSES[currency] },
    }),
  )
}

/** The order, once it has come so far. */
export async function until(
  buyer: string,
  id: string,
  isSoFar: (order: Order) => boolean,
): Promise<Order> {
  const api = await apiOf(buyer)
  const path = { order_id: id }
  return vi.waitFor(
    async () => {
      const order = await body(api.GET('/api/v1/orders/{order_id}', { params: { path } }))
      if (!isSoFar(order)) throw new Error(`${order.number} is ${order.status}, ${order.payment_status}`)
      return order
    },
    { timeout: 30_000, interval: 100 },
  )
}

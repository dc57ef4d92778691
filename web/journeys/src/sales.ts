import { body, type Api, type components } from '@soko/client'
import { vi } from 'vitest'

import { answerPrompt, ownPhoneNumber } from './payer.ts'
import { apiOf, employ, newKey } from './people.ts'

type Order = components['schemas']['orders_OrderOut']
export type ProductItem = components['schemas']['catalog_ProductItemOut']

const ADDRESS = {
  full_name: 'Wanjiku Kamau',
  phone_number: '+254712345678',
  line1: 'Kimathi Street 4',
  city: 'Nairobi',
  country: 'KE',
}

/** Something that is to be had without choosing a variant first. */
export async function somethingOnSale(currency = 'KES'): Promise<ProductItem> {
  const api = await apiOf(await employ('Onlooker'))
  const { items } = await body(
    api.GET('/api/v1/products', {
      params: { query: { featured: true, in_stock: true, currency, limit: 100 } },
    }),
  )
  const found = items.find(({ name }) => name.startsWith('Sisal Basket'))
  if (!found) throw new Error('the demo shop has no basket; is it loaded?')
  return found
}

/** Have a customer, somebody new if none is named, order beside the browser, and pay. */
export async function soldFor(provider: 'cash' | 'mpesa', buyer?: string): Promise<Order> {
  const { api, order, phone } = await begun(provider, buyer)
  if (provider === 'mpesa') await answerPrompt(phone, 'approve')
  return untilCommitted(api, order.id)
}

/** Have somebody order and pay a single shilling. */
export async function paidTooLittle(): Promise<Order> {
  const { order, phone } = await begun('mpesa')
  await answerPrompt(phone, 'approve', 100)
  return order
}

async function begun(provider: 'cash' | 'mpesa', buyer?: string) {
  const product = await somethingOnSale()
  const api = await apiOf(buyer ?? (await employ('Wanjiku')))
  await body(api.POST('/api/v1/cart/items', { body: { product_id: product.id, quantity: 1 } }))
  const order = await body(
    api.POST('/api/v1/orders', {
      params: { header: newKey() },
      body: { shipping_address: ADDRESS },
    }),
  )
  const phone = ownPhoneNumber()
  await body(
    api.POST('/api/v1/orders/{order_id}/payments', {
      params: { path: { order_id: order.id }, header: newKey() },
      body: provider === 'cash' ? { provider } : { provider, phone_number: phone },
    }),
  )
  return { api, order, phone }
}

function untilCommitted(api: Api, id: string): Promise<Order> {
  return vi.waitFor(
    async () => {
      const order = await body(
        api.GET('/api/v1/orders/{order_id}', { params: { path: { order_id: id } } }),
      )
      if (!order.stock_committed) throw new Error(`${order.number} is ${order.status}`)
      return order
    },
    { timeout: 30_000, interval: 100 },
  )
}

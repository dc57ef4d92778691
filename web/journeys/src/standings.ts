import { body } from '@soko/client'

import { answerPrompt } from './payer.ts'
import { ADMIN, apiOf, newKey } from './people.ts'
import { begun, ordered, paidTooLittle, soldFor, until, type Order } from './sales.ts'

/** Where an order can stand for long; one that waits for a phone has only a minute. */
export type Standing =
  | 'unpaid'
  | 'declined'
  | 'cancelled'
  | 'underReview'
  | 'paid'
  | 'promised'
  | 'refunded'
  | 'shipped'
  | 'delivered'

export type Standings = Readonly<Record<Standing, Order>>

/** One order for each way to stand, all of one buyer and one after the other: they share a cart. */
export async function standingsFor(buyer: string): Promise<Standings> {
  return {
    unpaid: await ordered(buyer),
    declined: await declined(buyer),
    cancelled: await cancelled(buyer),
    underReview: await paidTooLittle(buyer),
    paid: await soldFor('mpesa', buyer),
    promised: await soldFor('cash', buyer),
    refunded: await refunded(buyer),
    shipped: await shipped(buyer),
    delivered: await delivered(buyer),
  }
}

async function declined(buyer: string): Promise<Order> {
  const { order, phone } = await begun('mpesa', buyer)
  await answerPrompt(phone, 'decline')
  return until(buyer, order.id, ({ status }) => status === 'failed')
}

async function cancelled(buyer: string): Promise<Order> {
  const { id } = await ordered(buyer)
  const api = await apiOf(buyer)
  const params = { path: { order_id: id }, header: newKey() }
  await api.POST('/api/v1/orders/{order_id}/cancel', { params, body: {} })
  return until(buyer, id, ({ status }) => status === 'cancelled')
}

async function refunded(buyer: string): Promise<Order> {
  const { id } = await soldFor('mpesa', buyer)
  const staff = await apiOf(ADMIN)
  const params = { path: { payment_id: await paymentOf(id) }, header: newKey() }
  await staff.POST('/api/v1/admin/payments/{payment_id}/refunds', {
    params,
    body: { reason: 'It came too late.' },
  })
  return until(buyer, id, ({ payment_status }) => payment_status === 'refunded')
}

async function shipped(buyer: string): Promise<Order> {
  const { id } = await soldFor('mpesa', buyer)
  const staff = await apiOf(ADMIN)
  await staff.POST('/api/v1/admin/orders/{order_id}/ship', {
    params: { path: { order_id: id }, header: newKey() },
    body: { carrier: 'Sendy', tracking_number: 'SY 1234' },
  })
  return until(buyer, id, ({ status }) => status === 'shipped')
}

async function delivered(buyer: string): Promise<Order> {
  const { id } = await shipped(buyer)
  const staff = await apiOf(ADMIN)
  const params = { path: { order_id: id }, header: newKey() }
  await staff.POST('/api/v1/admin/orders/{order_id}/deliver', { params })
  return until(buyer, id, ({ status }) => status === 'delivered')
}

/** The payment of an order, as staff find it. */
export async function paymentOf(order: string): Promise<string> {
  const staff = await apiOf(ADMIN)
  const query = { order_id: order }
  const { items } = await body(staff.GET('/api/v1/admin/payments', { params: { query } }))
  const [payment] = items
  if (!payment) throw new Error(`nobody began to pay ${order}`)
  return payment.id
}

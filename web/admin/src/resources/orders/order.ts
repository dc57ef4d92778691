import type { components } from '@soko/client'

export type Order = components['schemas']['orders_StaffOrderOut']
export type OrderStatus = components['schemas']['orders_OrderStatus']
export type OrderAction = components['schemas']['orders_Action']

/** In the order of an order's life. */
export const STATUSES = [
  'pending',
  'processing',
  'failed',
  'success',
  'shipped',
  'delivered',
  'cancelled',
] as const satisfies readonly OrderStatus[]

export const PAYMENT_STATUSES = [
  'unpaid',
  'pending',
  'authorized',
  'paid',
  'failed',
  'partially_refunded',
  'refunded',
] as const satisfies readonly components['schemas']['orders_PaymentStatus'][]

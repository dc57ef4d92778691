// @vitest-environment jsdom
import { beforeEach, expect, it } from 'vitest'

import { headersFor } from './api.ts'
import { cartToken, orderToken, orderTokens, rememberedOrders, rememberOrder } from './tokens.ts'

beforeEach(() => {
  cartToken.set(undefined)
  orderTokens.set(undefined)
})

it('sends the cart’s token to the cart and to what is made of it, and nowhere else', () => {
  cartToken.set('secret')
  expect(headersFor('/api/v1/cart/items')).toMatchObject({ 'X-Cart-Token': 'secret' })
  expect(headersFor('/api/v1/orders')).toMatchObject({ 'X-Cart-Token': 'secret' })
  expect(headersFor('/api/v1/products')).not.toHaveProperty('X-Cart-Token')
  expect(headersFor('/api/v1/orders/7')).not.toHaveProperty('X-Cart-Token')
})

it('sends an order’s token to that order alone', () => {
  rememberOrder('7', 'seven')
  rememberOrder('8', 'eight')
  expect(headersFor('/api/v1/orders/7/payments')).toMatchObject({ 'X-Order-Token': 'seven' })
  expect(headersFor('/api/v1/orders/9')).not.toHaveProperty('X-Order-Token')
  expect(headersFor('/api/v1/orders')).not.toHaveProperty('X-Order-Token')
  expect(rememberedOrders()).toEqual(['7', '8'])
})

it('says which language is read', () => {
  expect(headersFor('/api/v1/products')).toMatchObject({ 'Accept-Language': 'en' })
})

it('knows no orders where what is stored is no longer readable', () => {
  orderTokens.set('{broken')
  expect(orderToken('7')).toBeUndefined()
  expect(rememberedOrders()).toEqual([])
})

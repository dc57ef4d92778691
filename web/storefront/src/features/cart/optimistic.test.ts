import { expect, it } from 'vitest'

import { emptyCart, isPending, withAddition, withQuantity, type Addition } from './optimistic.ts'

const mug: Addition = {
  product: { id: 'p1', slug: 'mug', name: 'Mug', images: [{ url: '/mug.webp' }] },
  variant: { id: 'v1', sku: 'MUG', options: { colour: 'red' }, price: { amount: 90_000, currency: 'KES' } },
  quantity: 2,
}

it('shows a line at once, and that the shop has not confirmed it', () => {
  const cart = withAddition(emptyCart('KES'), mug)
  expect(cart).toMatchObject({ item_count: 2, subtotal: { amount: 180_000, currency: 'KES' } })
  expect(cart.items[0]).toMatchObject({ name: 'Mug', image_url: '/mug.webp', line_total: { amount: 180_000 } })
  expect(cart.items.every(isPending)).toBe(true)
})

it('adds to the line that is there', () => {
  const cart = withAddition(withAddition(emptyCart('KES'), mug), { ...mug, quantity: 1 })
  expect(cart.items).toHaveLength(1)
  expect(cart).toMatchObject({ item_count: 3, subtotal: { amount: 270_000 } })
})

it('sets a quantity, and takes out what none is left of', () => {
  const cart = withAddition(emptyCart('KES'), mug)
  const id = cart.items[0]?.id ?? ''
  expect(withQuantity(cart, id, 5)).toMatchObject({ item_count: 5, subtotal: { amount: 450_000 } })
  expect(withQuantity(cart, id, 0)).toMatchObject({ items: [], item_count: 0, subtotal: { amount: 0 } })
})

it('keeps a line without a price out of the sum', () => {
  const free = { ...mug, variant: { ...mug.variant, id: 'v2', price: null } }
  expect(withAddition(withAddition(emptyCart('KES'), mug), free).subtotal.amount).toBe(180_000)
})

import { Problem } from '@soko/client'
import { describe, expect, it } from 'vitest'
import type { Cart } from '../cart/optimistic.ts'
import type { Quote } from './quote.ts'
import { shortagesOf } from './shortages.ts'

const cart = {
  items: [
    { id: 'a', variant_id: 'mug', name: 'Mug', sku: 'MUG', quantity: 3 },
    { id: 'b', variant_id: 'tea', name: 'Tea', sku: 'TEA', quantity: 1 },
  ],
} as unknown as Cart

function quote(...warnings: { variant_id: string; available: number }[]): Quote {
  return { warnings } as unknown as Quote
}

function refusal(code: string, items: unknown): Problem {
  return new Problem({ type: 'about:blank', title: code, status: 409, code, items })
}

describe('what there is too little of', () => {
  it('is what the quote warns of', () => {
    expect(shortagesOf(cart, quote({ variant_id: 'mug', available: 2 }), undefined)).toEqual([
      { itemId: 'a', name: 'Mug', requested: 3, available: 2 },
    ])
  })

  it('is what the order was refused for', () => {
    const problem = refusal('insufficient_stock', [{ variant_id: 'tea', available: 0 }])
    expect(shortagesOf(cart, quote(), problem).map(({ itemId }) => itemId)).toEqual(['b'])
  })

  it('is nothing once the cart asks for no more than there is', () => {
    expect(shortagesOf(cart, quote({ variant_id: 'mug', available: 3 }), undefined)).toEqual([])
  })

  it('is nothing for other refusals', () => {
    expect(shortagesOf(cart, undefined, refusal('cart_changed', [{ variant_id: 'tea', available: 0 }]))).toEqual([])
  })
})

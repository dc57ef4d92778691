import type { components } from '@soko/client'

export type Cart = components['schemas']['cart_CartOut']
export type Item = components['schemas']['cart_ItemOut']

/** What is put into the cart, with what is known of it on the page. */
export interface Addition {
  readonly product: {
    readonly id: string
    readonly slug: string
    readonly name: string
    readonly images: readonly { readonly url: string }[]
  }
  readonly variant: Pick<components['schemas']['catalog_VariantOut'], 'id' | 'sku' | 'options' | 'price'>
  readonly quantity: number
}

const PENDING = 'pending:'

/** Whether the shop has not yet said which line this is. */
export function isPending({ id }: Pick<Item, 'id'>): boolean {
  return id.startsWith(PENDING)
}

export function emptyCart(currency: string): Cart {
  return {
    id: null,
    version: 0,
    currency,
    items: [],
    item_count: 0,
    subtotal: { amount: 0, currency },
    warnings: [],
  }
}

/** The cart as it will most likely be; the shop's answer replaces it. */
export function withAddition(cart: Cart, { product, variant, quantity }: Addition): Cart {
  const there = cart.items.find((item) => item.variant_id === variant.id)
  if (there) return withQuantity(cart, there.id, there.quantity + quantity)
  const line: Item = {
    id: PENDING + variant.id,
    product_id: product.id,
    variant_id: variant.id,
    sku: variant.sku,
    slug: product.slug,
    name: product.name,
    options: variant.options,
    image_url: product.images[0]?.url ?? null,
    quantity,
    unit_price: variant.price,
    line_total: variant.price && { ...variant.price, amount: variant.price.amount * quantity },
    warnings: [],
  }
  return summed(cart, [...cart.items, line])
}

/** None of it takes the line out. */
export function withQuantity(cart: Cart, itemId: string, quantity: number): Cart {
  const items = cart.items.map((item) => {
    if (item.id !== itemId) return item
    const price = item.unit_price
    return { ...item, quantity, line_total: price && { ...price, amount: price.amount * quantity } }
  })
  return summed(cart, items.filter((item) => item.quantity > 0))
}

function summed(cart: Cart, items: readonly Item[]): Cart {
  const amount = items.reduce((sum, item) => sum + (item.line_total?.amount ?? 0), 0)
  const count = items.reduce((sum, item) => sum + item.quantity, 0)
  return { ...cart, items: [...items], item_count: count, subtotal: { ...cart.subtotal, amount } }
}

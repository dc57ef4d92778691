import { stored } from './stored.ts'

/** Opens a guest's cart. */
export const cartToken = stored('soko.cart')

/** Opens the orders that were placed, or followed from a mail, in this browser: `{order id: token}`. */
export const orderTokens = stored('soko.orders')

export function orderToken(id: string): string | undefined {
  return known()[id]
}

export function rememberOrder(id: string, token: string): void {
  orderTokens.set(JSON.stringify({ ...known(), [id]: token }))
}

/** The ids of the orders this browser may open, newest last. */
export function rememberedOrders(): readonly string[] {
  return Object.keys(known())
}

function known(): Readonly<Record<string, string>> {
  try {
    const value: unknown = JSON.parse(orderTokens.get() ?? '{}')
    return value !== null && typeof value === 'object' ? (value as Record<string, string>) : {}
  } catch {
    return {}
  }
}

import { body } from '@soko/client'
import { queryOptions } from '@tanstack/react-query'

import { api, queryClient, session } from '../../app/api.ts'
import { shownCurrency } from '../../app/currency.ts'
import { cartToken } from '../../app/tokens.ts'
import { emptyCart, type Cart } from './optimistic.ts'

export const cartQuery = queryOptions({ queryKey: ['cart'], queryFn: readCart, staleTime: 10_000 })

/** The cart, once what is known of it has changed elsewhere, as by an order. */
export function cartChanged(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: cartQuery.queryKey })
}

async function readCart(): Promise<Cart> {
  // Who has neither a session nor a token has nothing in a cart: there is nothing to ask.
  if (!session.remembered && cartToken.get() === undefined) return emptyCart(shownCurrency() ?? '')
  const cart = await priced(await body(api.GET('/api/v1/cart')))
  // The shop has taken a guest's cart into the user's.
  if (session.identity) cartToken.set(undefined)
  return cart
}

/** The cart in the currency that the visitor looks at. */
export async function priced(cart: Cart): Promise<Cart> {
  const currency = shownCurrency()
  if (currency === undefined || cart.id === null || cart.currency === currency) return cart
  return body(api.PATCH('/api/v1/cart', { body: { currency } }))
}

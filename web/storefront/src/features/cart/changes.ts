import { body } from '@soko/client'
import { useMutation } from '@tanstack/react-query'

import { api, passing, queryClient } from '../../app/api.ts'
import { withAddition, withQuantity, type Addition, type Cart } from './optimistic.ts'
import { cartQuery, priced } from './query.ts'

interface Added extends Addition {
  /** The same for each repeat of one press, so that it adds once. */
  readonly key: string
}

interface Quantity {
  readonly itemId: string
  readonly quantity: number
}

export function useAddition() {
  return useChange<Added>(withAddition, ({ product, variant, quantity, key }) =>
    body(
      api.POST('/api/v1/cart/items', {
        body: { product_id: product.id, variant_id: variant.id, quantity },
        headers: { 'Idempotency-Key': key },
        // Shown at once, so that people may leave the page before it was sent.
        keepalive: true,
      }),
    ),
  )
}

/** None takes the line out. */
export function useQuantity() {
  return useChange<Quantity>(
    (cart, { itemId, quantity }) => withQuantity(cart, itemId, quantity),
    ({ itemId, quantity }) => {
      const path = { item_id: itemId }
      return quantity > 0
        ? body(api.PATCH('/api/v1/cart/items/{item_id}', { params: { path }, body: { quantity } }))
        : body(api.DELETE('/api/v1/cart/items/{item_id}', { params: { path } }))
    },
  )
}

const KEY = ['cart', 'change']

/** Shown at once, sent one after the other, taken back when it is refused. */
function useChange<T>(expect: (cart: Cart, change: T) => Cart, send: (change: T) => Promise<Cart>) {
  return useMutation({
    mutationKey: KEY,
    scope: { id: 'cart' },
    mutationFn: async (change: T) => priced(await send(change)),
    retry: (failures, error) => failures < 2 && passing(error),
    onMutate: async (change) => {
      await queryClient.cancelQueries({ queryKey: cartQuery.queryKey })
      queryClient.setQueryData(cartQuery.queryKey, (cart) => cart && expect(cart, change))
    },
    onSuccess: (cart) => {
      // A later change is on its way, and already shown: its answer tells all.
      if (queryClient.isMutating({ mutationKey: KEY }) === 1) queryClient.setQueryData(cartQuery.queryKey, cart)
    },
    onError: () => {
      void queryClient.invalidateQueries({ queryKey: cartQuery.queryKey })
    },
  })
}

import { body } from '@soko/client'
import { useQuery } from '@tanstack/react-query'

import { api } from '../../../app/api.ts'

export function useShop() {
  return useQuery({
    queryKey: ['shop'],
    queryFn: ({ signal }) => body(api.GET('/api/v1/shop', { signal })),
  })
}

/** What can be bought of a product. */
export function useVariants(productId: string | undefined) {
  return useQuery({
    queryKey: ['products', productId, 'variants'],
    enabled: productId !== undefined,
    queryFn: async ({ signal }) => {
      const path = { product_id: productId ?? '' }
      const product = await body(
        api.GET('/api/v1/admin/products/{product_id}', { params: { path }, signal }),
      )
      return product.variants
    },
  })
}

/** How goods get to a country. */
export function useMethods(country: string | undefined) {
  return useQuery({
    queryKey: ['shipping-methods', country],
    enabled: country !== undefined,
    queryFn: async ({ signal }) => {
      const query = { country: country ?? '' }
      const page = await body(api.GET('/api/v1/shipping-methods', { params: { query }, signal }))
      return page.items
    },
  })
}

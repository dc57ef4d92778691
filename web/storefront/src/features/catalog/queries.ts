import { body, type components } from '@soko/client'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'

import { api } from '../../app/api.ts'

type Schemas = components['schemas']
export type Product = Schemas['catalog_ProductOut']
export type ProductItem = Schemas['catalog_ProductItemOut']
export type Variant = Schemas['catalog_VariantOut']
export type Category = Schemas['catalog_CategoryOut']
export type ProductPage = Schemas['catalog_Page_ProductItemOut_']
export type Sort = Schemas['catalog_Sort']

/** Which products are listed; amounts are minor units. */
export interface Listing {
  readonly currency: string
  readonly category?: string
  readonly q?: string
  readonly featured?: true
  readonly in_stock?: true
  readonly price_min?: number
  readonly price_max?: number
  readonly sort?: Sort
}

/** As many as the gateway puts into a page for its first paint. */
const PAGE = 24

export function productsQuery(listing: Listing) {
  return infiniteQueryOptions({
    queryKey: ['public', 'products', listing],
    queryFn: ({ pageParam, signal }) => {
      // A list is counted where people ask how much there is: when they search.
      const include = listing.q === undefined ? {} : { include: 'total' as const }
      const query = { ...listing, ...include, ...(pageParam && { cursor: pageParam }), limit: PAGE }
      return body(api.GET('/api/v1/products', { params: { query }, signal }))
    },
    initialPageParam: '',
    getNextPageParam: (page: ProductPage) => page.next_cursor,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
}

export function productQuery(slug: string, currency: string) {
  return queryOptions({
    queryKey: ['public', 'product', slug, currency],
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/products/{id_or_slug}', {
          params: { path: { id_or_slug: slug }, query: { currency } },
          signal,
        }),
      ),
  })
}

export function categoryQuery(slug: string) {
  return queryOptions({
    queryKey: ['public', 'category', slug],
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/categories/{id_or_slug}', { params: { path: { id_or_slug: slug } }, signal }),
      ),
    staleTime: 30_000,
  })
}

/** The whole tree, flat, parents first. */
export const categoriesQuery = queryOptions({
  queryKey: ['public', 'categories'],
  queryFn: async ({ signal }): Promise<readonly Category[]> => {
    const all: Category[] = []
    let cursor: string | null | undefined
    do {
      const query = { limit: 100, ...(cursor && { cursor }) }
      const page = await body(api.GET('/api/v1/categories', { params: { query }, signal }))
      all.push(...page.items)
      cursor = page.next_cursor
    } while (cursor)
    return all
  },
  staleTime: 60_000,
})

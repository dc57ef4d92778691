import { queryClient } from '../../app/api.ts'
import { shownCurrency } from '../../app/currency.ts'
import type { FirstState } from '../../app/seed.ts'
import type { ShopOut } from '../../app/shop.ts'
import { categoriesQuery, categoryQuery, productQuery, productsQuery, type Listing } from './queries.ts'

/** Take what the gateway asked the catalog for the page one comes to. It asks in the default currency. */
export function seedCatalog({ product, category, categories, products }: FirstState, shop: ShopOut): void {
  const [, kind, slug = ''] = location.pathname.split('/').map(decodeURIComponent)
  if (categories?.next_cursor === null) queryClient.setQueryData(categoriesQuery.queryKey, categories.items)
  if (category) queryClient.setQueryData(categoryQuery(slug).queryKey, category)
  const currency = shownCurrency(shop)
  if (currency === undefined || currency !== shop.default_currency) return
  if (product) queryClient.setQueryData(productQuery(slug, currency).queryKey, product)
  if (products) {
    const listing: Listing = kind === 'c' ? { category: slug, currency } : { featured: true, currency }
    queryClient.setQueryData(productsQuery(listing).queryKey, { pages: [products], pageParams: [''] })
  }
}

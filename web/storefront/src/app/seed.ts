import type { components } from '@soko/client'

import { seedCatalog } from '../features/catalog/seed.ts'
import { queryClient } from './api.ts'
import { shopQuery, type ShopOut } from './shop.ts'

type Schemas = components['schemas']

/** What the gateway put into the page, so that the first paint needs no call. */
export interface FirstState {
  readonly shop?: ShopOut
  readonly product?: Schemas['catalog_ProductOut']
  readonly category?: Schemas['catalog_CategoryOut']
  readonly categories?: Schemas['catalog_Page_CategoryOut_']
  readonly products?: Schemas['catalog_Page_ProductItemOut_']
}

export function seedQueries(): void {
  const state = firstState()
  if (!state.shop) return
  queryClient.setQueryData(shopQuery.queryKey, state.shop)
  seedCatalog(state, state.shop)
}

/** A plain static host fills nothing in; the app then asks itself. */
function firstState(): FirstState {
  try {
    return JSON.parse(document.getElementById('soko-state')?.textContent ?? '{}') as FirstState
  } catch {
    return {}
  }
}

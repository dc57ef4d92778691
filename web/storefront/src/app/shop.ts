import { body, type components } from '@soko/client'
import { queryOptions } from '@tanstack/react-query'
import { createContext, use } from 'react'

import { api } from './api.ts'

/** `languages` are the settings' where the shop restricts them. */
export type ShopOut = components['schemas']['catalog_ShopOut'] & {
  readonly languages?: readonly string[]
}

export const shopQuery = queryOptions({
  queryKey: ['public', 'shop'],
  queryFn: (): Promise<ShopOut> => body(api.GET('/api/v1/shop')),
  staleTime: 60_000,
})

export const ShopContext = createContext<ShopOut | undefined>(undefined)

/** The shop's own settings; they are there before any page is. */
export function useShop(): ShopOut {
  const shop = use(ShopContext)
  if (!shop) throw new Error('useShop needs the shop around it')
  return shop
}

import { body, type components } from '@soko/client'
import { useQuery } from '@tanstack/react-query'

import { api } from '../app/api.ts'

export type Shop = components['schemas']['catalog_ShopOut']

export const SHOP_KEY = ['shop'] as const

/** The shop's public settings; undefined until they are there. */
export function useShop(): Shop | undefined {
  const { data } = useQuery({
    queryKey: SHOP_KEY,
    queryFn: ({ signal }) => body(api.GET('/api/v1/shop', { signal })),
    staleTime: 60_000,
  })
  return data
}

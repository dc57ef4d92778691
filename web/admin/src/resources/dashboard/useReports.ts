import { body } from '@soko/client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { api } from '../../app/api.ts'
import { spanOf } from './period.ts'

/** How often the pictures are drawn anew while somebody looks. */
const EVERY = 30_000
const TOP = 8

const fresh = { refetchInterval: EVERY, placeholderData: keepPreviousData } as const

export function useSales(days: number, currency: string) {
  return useQuery({
    ...fresh,
    queryKey: ['reports', 'sales', days, currency],
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/admin/reports/sales', {
          params: { query: { ...spanOf(days, new Date()), currency } },
          signal,
        }),
      ),
  })
}

export function useTopProducts(days: number, currency: string) {
  return useQuery({
    ...fresh,
    queryKey: ['reports', 'top-products', days, currency],
    queryFn: ({ signal }) =>
      body(
        api.GET('/api/v1/admin/reports/top-products', {
          params: { query: { ...since(days), currency, limit: TOP } },
          signal,
        }),
      ),
  })
}

export function usePayments(days: number) {
  return useQuery({
    ...fresh,
    queryKey: ['reports', 'payments', days],
    queryFn: ({ signal }) =>
      body(api.GET('/api/v1/admin/reports/payments', { params: { query: since(days) }, signal })),
  })
}

function since(days: number) {
  return { from: spanOf(days, new Date()).from }
}

import { decimalOf, parseMoney } from '@soko/client'

import type { Listing, Sort } from './queries.ts'

export const SORTS = ['-created_at', 'price', '-price', 'name'] as const satisfies readonly Sort[]

/** The filters of a list as they stand in the page's address, amounts as people write them. */
export interface Filters {
  readonly sort: string
  readonly inStock: boolean
  readonly from: string
  readonly to: string
}

export function filtersOf(query: URLSearchParams): Filters {
  return {
    sort: query.get('sort') ?? '',
    inStock: query.get('in_stock') === 'true',
    from: query.get('from') ?? '',
    to: query.get('to') ?? '',
  }
}

/** The address's query with these filters; whatever else is in it stays. */
export function withFilters(query: URLSearchParams, filters: Filters): URLSearchParams {
  const next = new URLSearchParams(query)
  const write = (name: string, value: string) => {
    if (value) next.set(name, value)
    else next.delete(name)
  }
  write('sort', filters.sort)
  write('in_stock', filters.inStock ? 'true' : '')
  write('from', filters.from.trim())
  write('to', filters.to.trim())
  return next
}

/** How many of them are set, the order apart. */
export function countOf({ inStock, from, to }: Filters): number {
  return [inStock, from !== '', to !== ''].filter(Boolean).length
}

/** What the API is asked; an address that somebody mistyped asks for less, never for nonsense. */
export function listingOf(filters: Filters, currency: string): Listing {
  const sort = SORTS.find((one) => one === filters.sort)
  const from = amountOf(filters.from, currency)
  const to = amountOf(filters.to, currency)
  return {
    currency,
    ...(sort && { sort }),
    ...(filters.inStock && { in_stock: true as const }),
    ...(from !== undefined && { price_min: from }),
    ...(to !== undefined && { price_max: to }),
  }
}

/** Minor units; undefined for what is no amount. */
export function amountOf(text: string, currency: string): number | undefined {
  const amount = parseMoney(text, currency)?.amount
  return amount !== undefined && amount >= 0 ? amount : undefined
}

/** The amount as it is put back into a field, or the text itself where it is none. */
export function tidied(text: string, currency: string): string {
  const amount = amountOf(text, currency)
  return amount === undefined ? text : decimalOf({ amount, currency }).replace(/\.0+$/, '')
}

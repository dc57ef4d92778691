import { expect, it } from 'vitest'

import { countOf, filtersOf, listingOf, tidied, withFilters } from './filters.ts'

const NONE = { sort: '', inStock: false, from: '', to: '' }

it('reads from the address what it wrote there', () => {
  const filters = { sort: 'price', inStock: true, from: '500', to: '1000.50' }
  expect(filtersOf(withFilters(new URLSearchParams(), filters))).toEqual(filters)
})

it('leaves alone what else the address says, and writes nothing that is not set', () => {
  expect(withFilters(new URLSearchParams('q=mug&sort=price&from=1'), NONE).toString()).toBe('q=mug')
})

it('asks in minor units of the currency that is shown', () => {
  const filters = { ...NONE, from: '500', to: '1,000.50' }
  expect(listingOf(filters, 'KES')).toEqual({ currency: 'KES', price_min: 50_000, price_max: 100_050 })
})

it('never asks for what an address has mistyped', () => {
  const filters = { sort: 'colour', inStock: false, from: 'cheap', to: '-5' }
  expect(listingOf(filters, 'KES')).toEqual({ currency: 'KES' })
})

it('counts filters, not the order', () => {
  expect(countOf({ sort: 'price', inStock: true, from: '', to: '9' })).toBe(2)
})

it('puts an amount back as people write it', () => {
  expect(tidied(' 1,500.00 ', 'KES')).toBe('1500')
  expect(tidied('12.50', 'KES')).toBe('12.50')
  expect(tidied('cheap', 'KES')).toBe('cheap')
})

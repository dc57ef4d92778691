import { describe, expect, it } from 'vitest'

import type { Variant } from './queries.ts'
import { chosenVariant, limitsOf, optionNames, optionValues, variantWith } from './variants.ts'

function variant(sku: string, options: Record<string, string>, available = 5): Variant {
  return {
    id: sku,
    sku,
    options,
    price: { amount: 100, currency: 'KES' },
    compare_at_price: null,
    in_stock: available > 0,
    available_quantity: available,
  }
}

const redSmall = variant('R-S', { colour: 'red', size: 'S' }, 0)
const redLarge = variant('R-L', { colour: 'red', size: 'L' })
const blueLarge = variant('B-L', { colour: 'blue', size: 'L' })
const blueSmall = variant('B-S', { colour: 'blue', size: 'S' })
const variants = [redSmall, redLarge, blueLarge, blueSmall]

describe('options', () => {
  it('come in the order in which they appear', () => {
    expect(optionNames(variants)).toEqual(['colour', 'size'])
    expect(optionValues(variants, 'size')).toEqual(['S', 'L'])
  })
})

describe('the variant one looks at', () => {
  it('is the one that the address names', () => {
    expect(chosenVariant(variants, 'B-S')).toBe(blueSmall)
  })

  it('is else the first that can be bought', () => {
    expect(chosenVariant(variants, null)).toBe(redLarge)
    expect(chosenVariant(variants, 'gone')).toBe(redLarge)
  })

  it('is the first where all are sold out', () => {
    expect(chosenVariant([redSmall], null)).toBe(redSmall)
    expect(chosenVariant([], null)).toBeUndefined()
  })
})

describe('changing one option', () => {
  it('keeps the others', () => {
    expect(variantWith(variants, redLarge, 'colour', 'blue')).toBe(blueLarge)
    expect(variantWith(variants, redLarge, 'size', 'S')).toBe(redSmall)
  })

  it('gives up another where there is no such combination', () => {
    expect(variantWith([redLarge, blueSmall], redLarge, 'colour', 'blue')).toBe(blueSmall)
  })

  it('leads nowhere for what there is not', () => {
    expect(variantWith(variants, redLarge, 'colour', 'green')).toBeUndefined()
  })
})

describe('limits', () => {
  const limits = { min_order_quantity: 2, max_order_quantity: null }

  it('are what is in stock, and never more than a hundred', () => {
    expect(limitsOf(limits, { available_quantity: 7 })).toEqual({ min: 2, max: 7 })
    expect(limitsOf(limits, { available_quantity: 900 })).toEqual({ min: 2, max: 100 })
  })

  it('are the product’s own where it has some', () => {
    expect(limitsOf({ ...limits, max_order_quantity: 4 }, { available_quantity: 7 }).max).toBe(4)
  })

  it('leave nothing to buy where nothing is', () => {
    expect(limitsOf(limits, undefined)).toEqual({ min: 2, max: 0 })
  })
})

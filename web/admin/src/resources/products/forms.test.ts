import { describe, expect, it } from 'vitest'

import { objection } from './pictures/accept.ts'
import { changed, created } from './sent.ts'
import type { Product, Variant } from './types.ts'
import { added, draftOf, patched, wrongs } from './variants/draft.ts'

const variant = { sku: 'MUG-M', options: { size: 'M' }, own_prices: [], weight_grams: 250 } as unknown as Variant

describe('a variant in its dialog', () => {
  it('says what the API would refuse before anything is sent', () => {
    const draft = {
      ...draftOf(undefined),
      sku: 'no spaces',
      options: [{ name: 'Size', value: '' }],
      weight: 'heavy',
      stock: '-1',
    }
    expect(wrongs(draft)).toEqual({
      sku: 'sku_wrong',
      'option.0.name': 'option_wrong',
      'option.0.value': 'value_needed',
      weight: 'number_wrong',
      stock: 'number_wrong',
    })
  })

  it('leaves out options that nobody filled in', () => {
    const draft = { ...draftOf(undefined), sku: 'MUG', stock: '12' }
    expect(wrongs(draft)).toEqual({})
    expect(added(draft)).toEqual({ sku: 'MUG', options: {}, prices: [], weight_grams: null, initial_stock: 12 })
  })

  it('takes an option away by null, as a merge patch does', () => {
    const draft = { ...draftOf(variant), options: [{ name: 'colour', value: 'red' }] }
    expect(patched(draft, variant).options).toEqual({ size: null, colour: 'red' })
  })
})

describe('a product as it is sent', () => {
  const before = { category: { id: 'mugs' }, status: 'scheduled', publish_at: '2026-12-01T00:00:00Z' } as unknown as Product

  it('names its category by id', () => {
    expect(created({ name: 'Mug', category: { id: 'mugs' } })).toEqual({ name: 'Mug', category_id: 'mugs' })
    const same = changed({ category: { id: 'mugs' }, publish_at: before.publish_at }, before)
    expect(same).not.toHaveProperty('category_id')
  })

  it('is a draft again once its schedule is taken away', () => {
    expect(changed({ category: { id: 'mugs' }, publish_at: null }, before)).toMatchObject({ status: 'draft' })
  })
})

describe('a picture to upload', () => {
  it.each([
    ['image/png', 8 * 1024 * 1024, undefined],
    ['image/png', 8 * 1024 * 1024 + 1, 'too_large'],
    ['image/gif', 10, 'wrong_type'],
  ])('%s of %d bytes: %s', (type, size, words) => {
    expect(objection({ name: 'a', type, size })?.words).toBe(words)
  })
})

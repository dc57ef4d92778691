import { describe, expect, it } from 'vitest'

import { inTree, placesFor, reordered, type Category } from './tree.ts'

function category(id: string, parent_id: string | null, position: number): Category {
  const stamp = '2026-11-22T00:00:00Z'
  return {
    id,
    slug: id,
    name: id,
    parent_id,
    position,
    image: null,
    path: id,
    product_count: 0,
    translations: {},
    version: 1,
    created_at: stamp,
    updated_at: stamp,
  }
}

const all = [
  category('home', null, 1),
  category('mugs', 'table', 0),
  category('table', 'home', 0),
  category('fashion', null, 0),
  category('decor', 'home', 1),
]
const named = (id: string) => all.find((one) => one.id === id) ?? category(id, null, 0)

describe('the tree of categories', () => {
  it('is read from top to bottom, each followed by what is below it', () => {
    expect(inTree(all).map(({ category: { id }, depth }) => [id, depth])).toEqual([
      ['fashion', 0],
      ['home', 0],
      ['table', 1],
      ['mugs', 2],
      ['decor', 1],
    ])
  })

  it('offers no place inside what is moved', () => {
    expect(placesFor(all, named('home')).map(({ category: { id } }) => id)).toEqual(['fashion'])
    expect(placesFor(all, named('table')).map(({ category: { id } }) => id)).toEqual(['fashion', 'home', 'decor'])
  })

  it('gives neighbours that trade places each other’s position', () => {
    const moved = reordered(all, named('decor'), -1)
    expect(moved.map(({ category: { id }, position }) => [id, position])).toEqual([
      ['decor', 0],
      ['table', 1],
    ])
    expect(reordered(all, named('fashion'), -1)).toEqual([])
  })
})

import type { components } from '@soko/client'

export type Category = components['schemas']['catalog_CategoryOut']

export interface Branch {
  readonly category: Category
  /** 0 at the top. */
  readonly depth: number
}

export function childrenOf(all: readonly Category[], parent: string | null): readonly Category[] {
  return all
    .filter(({ parent_id }) => parent_id === parent)
    .toSorted((one, other) => one.position - other.position || one.name.localeCompare(other.name))
}

/** All categories as they are read from top to bottom, each followed by what is below it. */
export function inTree(all: readonly Category[], parent: string | null = null, depth = 0): readonly Branch[] {
  return childrenOf(all, parent).flatMap((category) => [
    { category, depth },
    ...inTree(all, category.id, depth + 1),
  ])
}

/** Where a category may move to: anywhere but into itself and what is below it. */
export function placesFor(all: readonly Category[], moved: Category): readonly Branch[] {
  const inside = new Set([moved.id, ...inTree(all, moved.id).map(({ category }) => category.id)])
  return inTree(all).filter(({ category }) => !inside.has(category.id))
}

/** The positions that bring a category one place up (-1) or down (1) among its neighbours. */
export function reordered(
  all: readonly Category[],
  moved: Category,
  by: -1 | 1,
): readonly { readonly category: Category; readonly position: number }[] {
  const row = [...childrenOf(all, moved.parent_id)]
  const from = row.findIndex(({ id }) => id === moved.id)
  const to = from + by
  if (from < 0 || to < 0 || to >= row.length) return []
  row.splice(to, 0, ...row.splice(from, 1))
  return row
    .map((category, position) => ({ category, position }))
    .filter(({ category, position }) => category.position !== position)
}

import { Problem } from '@soko/client'
import type { Cart } from '../cart/optimistic.ts'
import type { Quote } from './quote.ts'

export interface Shortage {
  readonly itemId: string
  readonly name: string
  readonly requested: number
  readonly available: number
}

/** The lines of which there is too little, as the quote warned or the order was refused for. */
export function shortagesOf(cart: Cart, quote: Quote | undefined, problem: unknown): Shortage[] {
  const left = new Map<string, number>()
  for (const { variant_id, available } of quote?.warnings ?? []) left.set(variant_id, available)
  for (const { variant_id, available } of refusedItems(problem)) left.set(variant_id, available)
  return cart.items.flatMap(({ id, variant_id, name, sku, quantity }) => {
    const available = left.get(variant_id)
    if (available === undefined || available >= quantity) return []
    return [{ itemId: id, name: name ?? sku ?? '', requested: quantity, available }]
  })
}

interface Refused {
  readonly variant_id: string
  readonly available: number
}

function refusedItems(problem: unknown): readonly Refused[] {
  if (!(problem instanceof Problem) || problem.code !== 'insufficient_stock') return []
  const { items } = problem.body
  return Array.isArray(items) ? (items as Refused[]) : []
}

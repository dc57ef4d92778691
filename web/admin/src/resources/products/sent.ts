import type { Product } from './types.ts'

export interface Filled extends Record<string, unknown> {
  readonly category?: { readonly id?: string }
  readonly status?: string
  readonly publish_at?: string | null
}

/** What the API takes of a filled form: the category by its id. */
export function created({ category, ...rest }: Filled): Record<string, unknown> {
  return { ...rest, category_id: category?.id }
}

/** As `created`; a schedule that was taken away leaves a draft. */
export function changed({ category, ...rest }: Filled, before: Product): Record<string, unknown> {
  const moved = category?.id !== before.category.id
  const unscheduled = before.status === 'scheduled' && !rest.publish_at
  return {
    ...rest,
    ...(moved && { category_id: category?.id }),
    ...(unscheduled && { status: 'draft' }),
  }
}

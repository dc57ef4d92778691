import { body } from '@soko/client'
import { useQuery, useQueryClient } from '@tanstack/react-query'

import { api } from '../../app/api.ts'
import type { Category } from './tree.ts'

const KEY = ['categories', 'tree'] as const

/** All of them, however many pages they are. */
async function load(signal: AbortSignal): Promise<readonly Category[]> {
  const all: Category[] = []
  let cursor: string | undefined
  do {
    const query = { limit: 100, ...(cursor && { cursor }) }
    const page = await body(api.GET('/api/v1/admin/categories', { params: { query }, signal }))
    all.push(...page.items)
    cursor = page.next_cursor ?? undefined
  } while (cursor)
  return all
}

export function useCategories() {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => load(signal) })
}

/** Have every list of categories loaded anew. */
export function useReload(): () => Promise<void> {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: ['categories'] })
}

import { body, type components } from '@soko/client'
import { useQuery } from '@tanstack/react-query'

import { api } from '../../app/api.ts'
import { LOW } from '../stock/types.ts'

type Level = components['schemas']['catalog_StockLevelOut']

export interface LowStock {
  readonly levels: readonly Level[]
  readonly scanned: number
  readonly complete: boolean
}

/** The API cannot be asked for low levels alone, so some pages are read, and not every 30 s. */
const PAGES = 10
const EVERY = 300_000
const SHOWN = 8

async function scan(signal: AbortSignal): Promise<LowStock> {
  const all: Level[] = []
  let cursor: string | undefined
  for (let page = 0; page < PAGES; page += 1) {
    const query = { limit: 100, ...(cursor && { cursor }) }
    const found = await body(api.GET('/api/v1/admin/stock-levels', { params: { query }, signal }))
    all.push(...found.items)
    cursor = found.next_cursor ?? undefined
    if (!cursor) break
  }
  const low = all.filter(({ available }) => available <= LOW)
  const levels = low.toSorted((one, other) => one.available - other.available).slice(0, SHOWN)
  return { levels, scanned: all.length, complete: cursor === undefined }
}

export function useLowStock() {
  return useQuery({
    queryKey: ['reports', 'low-stock'],
    queryFn: ({ signal }) => scan(signal),
    refetchInterval: EVERY,
  })
}

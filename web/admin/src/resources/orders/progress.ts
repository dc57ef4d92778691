import type { components } from '@soko/client'

import type { Entry } from './timeline/lanes.ts'

type Status = components['schemas']['orders_OrderStatus']

export interface Stage {
  readonly status: Status
  /** When it came there last; undefined while that lies ahead. */
  readonly at: string | undefined
  readonly current: boolean
}

const GOOD_WAY: readonly Status[] = ['pending', 'processing', 'success', 'shipped', 'delivered']

/** The statuses on an order's way, those it passed with the time, those ahead without. */
export function stagesOf(status: Status, createdAt: string, entries: readonly Entry[]): Stage[] {
  const reached = new Map<string, string>([['pending', createdAt]])
  for (const entry of entries) {
    const way = entry.kind === 'step' ? /(\w+) → (\w+)$/.exec(entry.title) : null
    if (way?.[2]) reached.set(way[2], entry.at)
  }
  return wayOf(status, reached).map((one) => ({
    status: one,
    at: reached.get(one),
    current: one === status,
  }))
}

function wayOf(status: Status, reached: ReadonlyMap<string, string>): readonly Status[] {
  if (GOOD_WAY.includes(status)) return GOOD_WAY
  // It left the good way: what it passed, and where it stands.
  return [...GOOD_WAY.filter((one) => reached.has(one)), status]
}

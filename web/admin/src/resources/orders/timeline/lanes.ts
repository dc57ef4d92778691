import type { components } from '@soko/client'

export type Entry = components['schemas']['orders_Entry']

/** From left to right. What belongs to none of the four is drawn last. */
export const LANES = ['order', 'payment', 'stock', 'mail', 'other'] as const
export type Lane = (typeof LANES)[number]

export const LANE_NAMES: Readonly<Record<Lane, string>> = {
  order: 'Order',
  payment: 'Payment',
  stock: 'Stock',
  mail: 'Mail',
  other: 'Others',
}

const BY_KIND: Readonly<Record<string, Lane>> = { mail: 'mail' }

const BY_SERVICE: Readonly<Record<string, Lane>> = {
  orders: 'order',
  payments: 'payment',
  catalog: 'stock',
}

export function laneOf({ kind, source }: Entry): Lane {
  return BY_KIND[kind] ?? BY_SERVICE[source] ?? 'other'
}

/** Facts that services tell each other; the rest is what they did. */
export function isMessage({ kind }: Entry): boolean {
  return kind === 'message_out' || kind === 'message_in'
}

export type Tone = 'plain' | 'bad' | 'warning'

const BAD = /failed|cancelled|released|expired|refused|declined/

/** How an entry is coloured; colour only repeats what its words say. */
export function toneOf({ kind, title, detail }: Entry): Tone {
  if (detail['last_error'] || detail['parked_at'] || detail['failure']) return 'bad'
  if (kind === 'incident' || kind === 'missing') return 'warning'
  if (kind === 'mail' || kind === 'message_in' || kind === 'message_out') return 'plain'
  const words = kind === 'step' ? title.slice(title.lastIndexOf('→') + 1) : title
  return BAD.test(words) ? 'bad' : 'plain'
}

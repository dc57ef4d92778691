import { LANES, isMessage, laneOf, toneOf, type Entry, type Lane, type Tone } from './lanes.ts'

export const ROW = 48
export const COLUMN = 28
const QUIET_SECONDS = 60

/** One entry with its place in the picture; `y` is the middle of its row. */
export interface Row {
  readonly entry: Entry
  readonly lane: Lane
  readonly tone: Tone
  readonly x: number
  readonly y: number
  /** Seconds since the row before, where that is long enough to be worth saying. */
  readonly pause: number | undefined
}

/** A lane's line, from its first entry to its last. */
export interface Line {
  readonly lane: Lane
  readonly x: number
  readonly from: number
  readonly to: number
}

/** A fact on its way from the service that told it to one that heard it. */
export interface Link {
  readonly id: string
  readonly from: { readonly x: number; readonly y: number }
  readonly to: { readonly x: number; readonly y: number }
}

export interface Picture {
  readonly rows: readonly Row[]
  readonly lines: readonly Line[]
  readonly links: readonly Link[]
  readonly width: number
  readonly height: number
}

export interface Wanted {
  readonly messages: boolean
}

/** Place entries, which come in the order of time: one row each, one column a lane. */
export function layOut(entries: readonly Entry[], { messages }: Wanted): Picture {
  const shown = messages ? entries : entries.filter((entry) => !isMessage(entry))
  const present = LANES.filter((lane) => shown.some((entry) => laneOf(entry) === lane))
  const rows = shown.map((entry, index): Row => {
    const lane = laneOf(entry)
    return {
      entry,
      lane,
      tone: toneOf(entry),
      x: (present.indexOf(lane) + 0.5) * COLUMN,
      y: (index + 0.5) * ROW,
      pause: pauseBetween(shown[index - 1], entry),
    }
  })
  return {
    rows,
    lines: present.map((lane, index) => lineOf(lane, (index + 0.5) * COLUMN, rows)),
    links: linksOf(rows),
    width: present.length * COLUMN,
    height: rows.length * ROW,
  }
}

function pauseBetween(before: Entry | undefined, entry: Entry): number | undefined {
  if (!before) return undefined
  const seconds = (Date.parse(entry.at) - Date.parse(before.at)) / 1000
  return seconds >= QUIET_SECONDS ? Math.round(seconds) : undefined
}

function lineOf(lane: Lane, x: number, rows: readonly Row[]): Line {
  const heights = rows.filter((row) => row.lane === lane).map(({ y }) => y)
  return { lane, x, from: Math.min(...heights), to: Math.max(...heights) }
}

function linksOf(rows: readonly Row[]): Link[] {
  const told = new Map<unknown, Row>()
  for (const row of rows) {
    if (row.entry.kind === 'message_out') told.set(row.entry.detail['event_id'], row)
  }
  return rows.flatMap((row, index) => {
    const from = row.entry.kind === 'message_in' && told.get(row.entry.detail['event_id'])
    if (!from || from.lane === row.lane) return []
    return [{ id: [row.entry.detail['event_id'], index].join('-'), from, to: row }]
  })
}

/** The path of a link: out downwards, aside, and in from above. */
export function pathOf({ from, to }: Link): string {
  const middle = (from.y + to.y) / 2
  return ['M', from.x, from.y, 'C', from.x, middle, to.x, middle, to.x, to.y].join(' ')
}

import { describe, expect, it } from 'vitest'

import { toneOf, type Entry } from './lanes.ts'
import { COLUMN, ROW, layOut, pathOf } from './layout.ts'

function entry(given: Partial<Entry>, second = 0): Entry {
  const at = new Date(Date.UTC(2026, 10, 22, 12, 0, second)).toISOString()
  return { at, source: 'orders', kind: 'step', title: 'begin: pending → processing', detail: {}, ...given }
}

const story = [
  entry({}),
  entry({ source: 'orders', kind: 'message_out', title: 'orders.order_paid.v1', detail: { event_id: 'e1' } }, 1),
  entry({ source: 'catalog', kind: 'message_in', title: 'orders.order_paid.v1', detail: { event_id: 'e1' } }, 2),
  entry({ source: 'catalog', kind: 'hold', title: 'the hold is committed' }, 3),
  entry({ kind: 'mail', title: 'Your receipt', detail: { sent_at: 'now' } }, 200),
]

describe('the picture of a story', () => {
  it('gives each entry a row and each lane that occurs a column', () => {
    const { rows, lines, width, height } = layOut(story, { messages: false })
    expect(rows.map(({ lane, x, y }) => [lane, x / COLUMN, y / ROW])).toEqual([
      ['order', 0.5, 0.5],
      ['stock', 1.5, 1.5],
      ['mail', 2.5, 2.5],
    ])
    expect(lines.map(({ lane }) => lane)).toEqual(['order', 'stock', 'mail'])
    expect([width, height]).toEqual([3 * COLUMN, 3 * ROW])
  })

  it('draws a lane from its first entry to its last', () => {
    const { lines } = layOut(story, { messages: true })
    expect(lines.find(({ lane }) => lane === 'stock')).toMatchObject({ from: 2.5 * ROW, to: 3.5 * ROW })
  })

  it('leads each message from who told it to who heard it', () => {
    const { links } = layOut(story, { messages: true })
    expect(links).toHaveLength(1)
    expect(links[0]).toMatchObject({ from: { x: 14, y: 72 }, to: { x: 42, y: 120 } })
    expect(links.map(pathOf)).toEqual(['M 14 72 C 14 96 42 96 42 120'])
  })

  it('draws no message that nobody was heard to tell', () => {
    expect(layOut(story.slice(2), { messages: true }).links).toEqual([])
  })

  it('says so where nothing happened for long', () => {
    const { rows } = layOut(story, { messages: false })
    expect(rows.map(({ pause }) => pause)).toEqual([undefined, undefined, 197])
  })

  it('is empty for no story', () => {
    expect(layOut([], { messages: true })).toMatchObject({ rows: [], lines: [], links: [], height: 0 })
  })
})

describe('the tone of an entry', () => {
  it.each([
    [{ title: 'captured: processing → success' }, 'plain'],
    [{ title: 'failed: processing → failed' }, 'bad'],
    // It is where the step led that counts, not where it came from.
    [{ title: 'begin: failed → processing' }, 'plain'],
    [{ kind: 'mail', title: 'Payment failed', detail: { sent_at: 'now' } }, 'plain'],
    [{ kind: 'mail', title: 'Your receipt', detail: { last_error: 'refused' } }, 'bad'],
    [{ kind: 'incident', title: 'an incident was opened' }, 'warning'],
    [{ kind: 'message_in', title: 'payments.payment_failed.v1' }, 'plain'],
  ])('%o is %s', (given, tone) => {
    expect(toneOf(entry(given))).toBe(tone)
  })
})

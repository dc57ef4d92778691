import { expect, test } from 'vitest'

import { visiting } from './browser.ts'
import { leaveBehind, note } from './record.ts'
import type { Visitor } from './visitor.ts'
import { everyWay, type Way } from './ways.ts'

/** Make a journey in every way; whatever the browser complains of fails it. */
export function journey(
  title: string,
  go: (visitor: Visitor, way: Way) => Promise<void>,
  ways: readonly Way[] = everyWay,
): void {
  test.each(ways)(`${title}: $name`, async (way) => {
    const began = performance.now()
    const watch = await visiting(way, async (visitor) => {
      try {
        await go(visitor, way)
        expect(visitor.watch.faults).toEqual([])
      } catch (failure) {
        await leaveBehind(visitor.page, `${title} ${way.name}`, visitor.watch.faults)
        throw failure
      }
    })
    const seconds = Math.round((performance.now() - began) / 100) / 10
    note('journeys', { journey: title, way: way.name, seconds, requests: watch.requests })
  })
}

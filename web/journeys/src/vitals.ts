import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, dirname } from 'node:path'

import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { vi } from 'vitest'
import type * as webVitals from 'web-vitals'

/** What a page cost until its first look was complete. */
export interface Cost {
  /** Milliseconds until the largest thing was painted. */
  readonly lcp: number
  readonly cls: number
  /** Compressed bytes, as they came over the line. */
  readonly script: number
  readonly all: number
}

interface Seen {
  lcp: number
  cls: number
}

const main = createRequire(import.meta.url).resolve('web-vitals')
const source = readFileSync(join(dirname(main), 'web-vitals.iife.js'), 'utf8')

/** A phone of the middle class on slow 4G, as Lighthouse imagines it. */
async function slowDown(cdp: CDPSession): Promise<void> {
  await cdp.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: 1_600_000 / 8,
    uploadThroughput: 750_000 / 8,
  })
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
}

/** Open a page for the first time, over a slow line, and wait until it has become quiet. */
export async function costOf(address: string, context: BrowserContext): Promise<Cost> {
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('Network.enable')
  const weight = weigh(cdp)
  await slowDown(cdp)
  await page.addInitScript({ content: `${source};(${String(keepVitals)})(webVitals)` })
  await page.goto(address)
  await page.waitForLoadState('networkidle', { timeout: 40_000 })
  const { lcp, cls } = await vitalsOf(page)
  return { lcp: Math.round(lcp), cls: Math.round(cls * 1000) / 1000, ...weight }
}

function weigh(cdp: CDPSession): { script: number; all: number } {
  const kinds = new Map<string, string>()
  const weight = { script: 0, all: 0 }
  cdp.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type))
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    weight.all += encodedDataLength
    if (kinds.get(requestId) === 'Script') weight.script += encodedDataLength
  })
  return weight
}

function keepVitals(tool: typeof webVitals): void {
  const seen: Seen = { lcp: 0, cls: 0 }
  Object.assign(globalThis, { vitals: seen })
  tool.onLCP(({ value }) => (seen.lcp = value), { reportAllChanges: true })
  tool.onCLS(({ value }) => (seen.cls = value), { reportAllChanges: true })
}

/** They are told once the processor has a moment. */
function vitalsOf(page: Page): Promise<Seen> {
  return vi.waitFor(
    async () => {
      const seen = await page.evaluate(() => (globalThis as unknown as { vitals: Seen }).vitals)
      if (seen.lcp === 0) throw new Error('nothing was painted yet')
      return seen
    },
    { timeout: 30_000, interval: 100 },
  )
}

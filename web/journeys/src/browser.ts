import { chromium, type Browser, type BrowserContext } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'

import { chromium as program } from './ground.ts'
import { Visitor } from './visitor.ts'
import { Watch } from './watch.ts'
import type { Way } from './ways.ts'

/** Generous: two cores may carry a fleet, a browser and a build. */
const PATIENCE = 30_000

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let browser: Browser | undefined

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: program, args: QUIET })
})

afterAll(async () => {
  await browser?.close()
})

/** A browser that was never here before, closed when the visit is over. */
export async function visiting(
  way: Way,
  visit: (visitor: Visitor, context: BrowserContext) => Promise<void>,
): Promise<Watch> {
  if (!browser) throw new Error('the browser is not there yet')
  const context = await browser.newContext({ ...way.screen, locale: 'en-GB' })
  const watch = new Watch()
  await watch.over(context)
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE)
    await visit(new Visitor(page, way.hand(page), watch), context)
  } finally {
    await context.close()
  }
  return watch
}

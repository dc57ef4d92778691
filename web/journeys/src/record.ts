import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

import type { Page } from 'playwright-core'

const figures = process.env['SOKO_FIGURES']
const pictures = process.env['SOKO_PICTURES']
const failures = process.env['SOKO_FAILURES']

/** Note a line of figures, when somebody asked for a record. */
export function note(kind: 'journeys' | 'pages' | 'budgets', line: object): void {
  if (figures === undefined) return
  mkdirSync(figures, { recursive: true })
  appendFileSync(join(figures, `${kind}.jsonl`), `${JSON.stringify(line)}\n`)
}

/** Take a picture for the README, when somebody asked for pictures. */
export async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: join(pictures, `${name}.jpg`), type: 'jpeg', quality: 72 })
}

/** Leave what the page looked like when a journey ended badly, and what the browser said. */
export async function leaveBehind(page: Page, title: string, faults: readonly string[]): Promise<void> {
  if (failures === undefined) return
  mkdirSync(failures, { recursive: true })
  const name = title.replaceAll(/[^\w]+/g, '-')
  await page.screenshot({ path: join(failures, `${name}.png`) })
  const tree = await page.locator('body').ariaSnapshot()
  appendFileSync(join(failures, `${name}.txt`), [page.url(), ...faults, tree, ''].join('\n'))
}

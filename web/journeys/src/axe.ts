import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import type axe from 'axe-core'
import type { BrowserContext, Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

export interface Findings {
  /** What keeps people out: fails the run. */
  readonly grave: readonly string[]
  readonly slight: readonly string[]
  readonly passes: number
}

/** Have axe ready on every page; as an early script it needs no exception of the page's policy. */
export async function bringAxe(context: BrowserContext): Promise<void> {
  await context.addInitScript({ content: source })
}

export async function examine(page: Page): Promise<Findings> {
  const results = await page.evaluate(async (tags) => {
    const { axe: tool } = globalThis as unknown as { axe: typeof axe }
    return tool.run(document, { runOnly: tags, resultTypes: ['violations'] })
  }, RULES)
  const isGrave = (found: axe.Result) => found.impact === 'serious' || found.impact === 'critical'
  return {
    grave: results.violations.filter(isGrave).map(told),
    slight: results.violations.filter((found) => !isGrave(found)).map(told),
    passes: results.passes.length,
  }
}

function told({ id, impact, nodes }: axe.Result): string {
  const places = nodes.slice(0, 3).map((node) => node.html.slice(0, 160))
  return `${String(impact)} ${id} (${String(nodes.length)}): ${places.join(' | ')}`
}

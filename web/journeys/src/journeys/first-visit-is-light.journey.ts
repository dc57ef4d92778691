import { expect, test } from 'vitest'

import { visiting } from '../browser.ts'
import { gateway } from '../ground.ts'
import { note } from '../record.ts'
import { somethingOnSale } from '../sales.ts'
import { costOf, type Cost } from '../vitals.ts'
import { onPhone } from '../ways.ts'

const MOST = { lcp: 2_500, cls: 0.05, script: 180_000 }

const product = await somethingOnSale()
const PAGES = [
  { page: 'home', address: '/' },
  { page: 'category', address: `/c/${product.category.slug}` },
  { page: 'product', address: `/p/${product.slug}` },
]

test.each(PAGES)('$page is there soon on a phone with a slow line', async ({ page, address }) => {
  const costs = [await visit(address), await visit(address), await visit(address)]
  // What else the machine does can only add to the time.
  const lcp = Math.min(...costs.map((cost) => cost.lcp))
  const cls = Math.max(...costs.map((cost) => cost.cls))
  const script = Math.max(...costs.map((cost) => cost.script))
  note('budgets', { page, lcp, cls, script, visits: costs })
  expect(lcp).toBeLessThan(MOST.lcp)
  expect(cls).toBeLessThan(MOST.cls)
  expect(script).toBeLessThan(MOST.script)
})

async function visit(address: string): Promise<Cost> {
  const costs: Cost[] = []
  await visiting(onPhone, async (_, context) => {
    costs.push(await costOf(gateway + address, context))
  })
  const cost = costs.at(0)
  if (!cost) throw new Error('nobody came')
  return cost
}

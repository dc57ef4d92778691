import { expect, test } from 'vitest'

import { visiting } from '../browser.ts'
import { gateway } from '../ground.ts'
import { note } from '../record.ts'
import { somethingOnSale } from '../sales.ts'
import { costOf } from '../vitals.ts'
import { onPhone } from '../ways.ts'

const MOST = { lcp: 2_500, cls: 0.05, script: 180_000 }

const product = await somethingOnSale()
const PAGES = [
  { page: 'home', address: '/' },
  { page: 'category', address: `/c/${product.category.slug}` },
  { page: 'product', address: `/p/${product.slug}` },
]

test.each(PAGES)('$page is there soon on a phone with a slow line', async ({ page, address }) => {
  await visiting(onPhone, async (_, context) => {
    const cost = await costOf(gateway + address, context, true)
    note('budgets', { page, ...cost })
    expect(cost.lcp).toBeGreaterThan(0)
    expect(cost.lcp).toBeLessThan(MOST.lcp)
    expect(cost.cls).toBeLessThan(MOST.cls)
    expect(cost.script).toBeLessThan(MOST.script)
  })
})

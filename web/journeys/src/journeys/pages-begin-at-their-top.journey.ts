import { expect } from 'vitest'

import { journey } from '../journey.ts'
import { somethingOnSale } from '../sales.ts'
import { onDesktop, onPhone } from '../ways.ts'

const BELOW = 600

journey('somebody scrolls, types another address, and comes back to where they were', async (visitor) => {
  const { page } = visitor
  const scrolled = () => page.evaluate(() => scrollY)
  const product = await somethingOnSale()

  await visitor.open('/')
  await visitor.sees('heading', 'Chosen for you')
  await page.evaluate((down) => { scrollTo(0, down) }, BELOW)
  await expect.poll(scrolled).toBe(BELOW)

  await visitor.open(`/p/${product.slug}`)
  await visitor.sees('heading', product.name)
  expect(await scrolled()).toBe(0)

  await page.goBack()
  await visitor.sees('heading', 'Chosen for you')
  await expect.poll(scrolled).toBe(BELOW)
  // Nothing is pressed here: the keyboard has no part of its own in it.
}, [onDesktop, onPhone])

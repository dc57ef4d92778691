import { expect } from 'vitest'

import { journey } from '../journey.ts'
import { STAFF, unique } from '../people.ts'
import { picture } from '../record.ts'
import { signInAsStaff, turnTo } from '../staff.ts'
import type { Visitor } from '../visitor.ts'

const SOON = 2_000

journey('staff put something new on sale, with pictures and variants', async (visitor, way) => {
  const name = unique('Travel Mug')
  const sku = name.replaceAll(' ', '-').toUpperCase()
  await signInAsStaff(visitor, STAFF)
  await turnTo(visitor, 'Products')
  await visitor.press('link', 'Create')
  await visitor.write({ Name: name, Description: 'Keeps tea hot from Nairobi to Nakuru.' })
  await visitor.pick('Category', 'Cups & Mugs')
  await visitor.write({ 'Price in KES': '1250', 'Price in ETB': '1300.50', SKU: sku })
  await visitor.write({ 'Units in stock': '20' })
  await visitor.press('button', 'Create')

  await visitor.press('button', `Change variant ${sku}`)
  await fillVariant(visitor.within('dialog'), 'indigo')
  await visitor.within('dialog').press('button', 'Save')
  await visitor.reads('The variant is changed')
  await visitor.press('button', 'Add variant')
  await visitor.within('dialog').write({ SKU: `${sku}-2`, 'Units in stock': '5' })
  await fillVariant(visitor.within('dialog'), 'sand')
  await visitor.within('dialog').press('button', 'Add variant')
  await visitor.reads('The variant is added')

  await visitor.choosePictures('Choose pictures', await pictures(visitor))
  await visitor.find('textbox', /What picture 2 shows/).waitFor()
  if (way.name === 'desktop') await picture(visitor.page, 'admin-product')

  const shopWindow = await visitor.page.context().newPage()
  const published = visitor.page.waitForResponse((answer) => answer.url().endsWith('/publish'))
  await visitor.press('button', 'Publish')
  expect((await published).status()).toBe(200)
  const began = performance.now()
  const search = new URL(`/search?q=${encodeURIComponent(name)}`, visitor.page.url()).href
  const link = shopWindow.getByRole('link', { name })
  do await shopWindow.goto(search, { waitUntil: 'networkidle' })
  while ((await link.count()) === 0 && performance.now() - began < SOON)
  expect(await link.count()).toBe(1)
  await link.click()
  await shopWindow.getByRole('heading', { name }).waitFor()
  await shopWindow.getByRole('radio', { name: 'sand' }).waitFor()
})

async function fillVariant(dialog: Visitor, colour: string): Promise<void> {
  await dialog.press('button', 'Add option')
  await dialog.write({ 'Name of option 1': 'colour', 'Value of option 1': colour })
}

/** Whatever is on the screen will do for pictures. */
async function pictures(visitor: Visitor) {
  const buffer = await visitor.page.screenshot()
  return ['front.png', 'back.png'].map((name) => ({ name, mimeType: 'image/png', buffer }))
}

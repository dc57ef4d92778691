import type { BrowserContext } from 'playwright-core'
import { expect, test } from 'vitest'

import { bringAxe, examine } from '../axe.ts'
import { visiting } from '../browser.ts'
import { pagesAboutOneThing } from '../pages.ts'
import { ADMIN, CUSTOMER } from '../people.ts'
import { note, picture } from '../record.ts'
import { soldFor, somethingOnSale } from '../sales.ts'
import { signIn } from '../shopping.ts'
import { signInAsStaff } from '../staff.ts'
import type { Visitor } from '../visitor.ts'
import { inTheDark, onDesktop, onPhone, type Way } from '../ways.ts'

const LOOKS: readonly Way[] = [onDesktop, onPhone, inTheDark(onDesktop), inTheDark(onPhone)]

/** Every page is looked at where nothing moves any more. */
const still = (way: Way): Way => ({ ...way, screen: { ...way.screen, reducedMotion: 'reduce' } })

const OPEN_TO_ALL = [
  '/',
  '/search?q=coffee',
  '/search?q=nothing-is-called-so',
  '/login',
  '/register',
  '/forgot',
  '/reset?token=used-up-long-ago-so-that-it-is-refused',
  '/confirm?token=used-up-long-ago-so-that-it-is-refused',
  '/orders',
  '/checkout',
  '/legal/terms',
  '/nowhere',
]
const OF_A_CUSTOMER = ['/account', '/account/addresses', '/account/security', '/orders', '/checkout']
const OF_STAFF = [
  '',
  '/products',
  '/products/create',
  '/categories',
  '/stock',
  '/orders',
  '/orders/create',
  '/payments',
  '/refunds',
  '/webhooks',
  '/incidents',
  '/customers',
  '/customers/create',
  '/roles',
  '/roles/create',
  '/audit',
  '/operations',
  '/settings',
  '/shipping-methods',
  '/shipping-methods/create',
  '/tax-rates',
  '/tax-rates/create',
  '/payment-providers',
]

test.each(LOOKS)('the shop is for everybody: $name', async (way) => {
  const product = await somethingOnSale()
  const open = [...OPEN_TO_ALL, `/p/${product.slug}`, `/c/${product.category.slug}`]
  await visiting(still(way), async (visitor, context) => {
    const look = await looker(visitor, context, way)
    for (const address of open) await look(address)
    await visitor.open(`/p/${product.slug}`)
    await visitor.press('button', 'Add to cart')
    await visitor.press('button', /^Cart.*1/)
    await visitor.sees('link', 'Checkout')
    await look('the cart')
    await look('/checkout')
    await visitor.open('/login')
    await signIn(visitor, CUSTOMER)
    await visitor.sees('link', /account/i)
    for (const address of OF_A_CUSTOMER) await look(address)
    const { id } = await soldFor('mpesa', CUSTOMER)
    await look(`/orders/${id}`, () => visitor.sees('heading', /^Order/))
    await look(`/orders/${id}/receipt`, () => visitor.sees('button', 'Print'))
    await look(`/p/${product.slug}`)
    if (way.name === 'phone, dark') await picture(visitor.page, 'product-in-the-dark')
  })
})

test.each(LOOKS)('the admin is for everybody: $name', async (way) => {
  const product = await somethingOnSale()
  const things = await pagesAboutOneThing(product)
  await visiting(still(way), async (visitor, context) => {
    const look = await looker(visitor, context, way)
    await look('/admin/login')
    await signInAsStaff(visitor, ADMIN)
    for (const page of [...OF_STAFF, ...things]) await look(`/admin${page}`)
    await visitor.open('/admin/orders')
    await visitor.press('button', 'Board')
    await look('the board of orders')
    await visitor.open('/admin')
    await visitor.sees('heading', 'Sales over time')
    if (way.name === 'desktop') await picture(visitor.page, 'admin-overview')
  })
})

/** Looks at an address, or at what is there. A page that keeps listening never falls quiet: say how it is known. */
async function looker(visitor: Visitor, context: BrowserContext, way: Way) {
  await bringAxe(context)
  const { page } = visitor
  return async (address: string, isThere = () => page.waitForLoadState('networkidle')): Promise<void> => {
    if (address.startsWith('/')) await visitor.open(address)
    await isThere()
    const found = await examine(page)
    note('pages', {
      page: address.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…'),
      way: way.name,
      grave: found.grave.length,
      slight: found.slight.length,
      passes: found.passes,
    })
    expect.soft(found.grave, `${address} (${way.name})`).toEqual([])
  }
}

import { body } from '@soko/client'
import { expect, vi } from 'vitest'

import { journey } from '../journey.ts'
import { ADMIN, apiOf, unique } from '../people.ts'
import { signInAsStaff, turnTo } from '../staff.ts'
import type { Visitor } from '../visitor.ts'
import { byKeyboard, onDesktop, onPhone } from '../ways.ts'

/** A finger adds minutes only: the same kinds of forms are filled in with one where staff sell something new. */
const WAYS = [onDesktop, byKeyboard]

journey('an administrator changes what a role may, and takes it away', async (visitor) => {
  const name = unique('packer').replace(' ', '-')
  await signInAsStaff(visitor, ADMIN)
  await turnTo(visitor, 'Roles')
  await visitor.press('link', 'Create')
  await visitor.write({ Name: name })
  await visitor.within('group', 'Orders').tick('See')
  await visitor.press('button', 'Save')
  await visitor.press('link', name)
  await visitor.within('group', 'Stock').tick('Change')
  await visitor.press('button', 'Save')
  await visitor.sees('link', name)
  expect((await roleCalled(name))?.permissions.toSorted()).toEqual(['orders:read', 'stock:write'])

  await visitor.press('link', name)
  await takeAway(visitor)
  await visitor.misses('link', name)
  expect(await roleCalled(name)).toBeUndefined()
}, WAYS)

journey('an administrator changes the legal texts, and pauses a provider', async (visitor) => {
  const words = unique('Send it back within thirty days.')
  await signInAsStaff(visitor, ADMIN)
  await turnTo(visitor, 'Settings')
  await visitor.write({ Returns: words })
  await visitor.press('button', 'Save')
  await visitor.reads('Saved')
  const api = await apiOf(ADMIN)
  const shop = async () => body(api.GET('/api/v1/shop'))
  await vi.waitFor(async () => expect((await shop()).legal['returns']).toBe(words), PATIENCE)

  await visitor.press('link', 'Payment providers')
  try {
    await visitor.press('switch', 'Offer Chapa to customers')
    await visitor.reads('Chapa is not offered any more')
    await vi.waitFor(async () => expect(await offered()).not.toContain('chapa'), PATIENCE)
    await visitor.press('switch', 'Offer Chapa to customers')
    await visitor.reads('Chapa is offered again')
    await vi.waitFor(async () => expect(await offered()).toContain('chapa'), PATIENCE)
  } finally {
    const params = { path: { code: 'chapa' } }
    await api.PATCH('/api/v1/admin/payment-providers/{code}', { params, body: { enabled: true } })
  }
  // A switch is turned by Space, which the keyboard's hand has for boxes alone.
}, [onDesktop, onPhone])

journey('an administrator ships another way, and taxes another country', async (visitor) => {
  const code = unique('boda').replace(' ', '-')
  await signInAsStaff(visitor, ADMIN, '/admin/shipping-methods')
  await visitor.press('link', 'Create')
  await visitor.write({ Code: code, Name: code, 'Price in KES': '300' })
  await visitor.press('button', 'Create')
  await visitor.press('link', code)
  await visitor.write({ 'Price in KES': '350', 'Arrives after at most (days)': '2' })
  await visitor.press('button', 'Save')
  await visitor.reads('Saved')
  const [method] = (await shippingMethods()).filter((one) => one.code === code)
  expect([method?.prices, method?.max_days]).toEqual([[{ amount: 35_000, currency: 'KES' }], 2])
  await takeAway(visitor)
  await visitor.sees('link', 'Create')
  expect((await shippingMethods()).map((one) => one.code)).not.toContain(code)

  const taxClass = unique('books').replace(' ', '-')
  await visitor.press('link', 'Tax rates')
  await visitor.press('link', 'Create')
  await visitor.pick('Country', 'Iceland')
  await visitor.write({ 'Tax class': taxClass, 'Rate in percent': '11' })
  await visitor.press('button', 'Create')
  await visitor.press('link', 'Iceland')
  await visitor.write({ 'Rate in percent': '11.5' })
  await visitor.press('button', 'Save')
  await visitor.reads('Saved')
  const [rate] = (await taxRates()).filter((one) => one.tax_class === taxClass)
  expect([rate?.country, rate?.basis_points]).toEqual(['IS', 1150])
  await takeAway(visitor)
  await visitor.misses('link', 'Iceland')
  expect((await taxRates()).map((one) => one.tax_class)).not.toContain(taxClass)
}, WAYS)

const PATIENCE = { timeout: 10_000, interval: 200 }
const ALL = { params: { query: { limit: 100 } } }

async function takeAway(visitor: Visitor): Promise<void> {
  await visitor.press('button', 'Delete')
  await visitor.within('dialog').press('button', 'Confirm')
}

async function roleCalled(name: string) {
  const api = await apiOf(ADMIN)
  const { items } = await body(api.GET('/api/v1/admin/roles', ALL))
  return items.find((role) => role.name === name)
}

async function offered(): Promise<readonly string[]> {
  const api = await apiOf(ADMIN)
  const { items } = await body(api.GET('/api/v1/payment-providers', ALL))
  return items.map(({ code }) => code)
}

async function shippingMethods() {
  const api = await apiOf(ADMIN)
  return (await body(api.GET('/api/v1/admin/shipping-methods', ALL))).items
}

async function taxRates() {
  const api = await apiOf(ADMIN)
  return (await body(api.GET('/api/v1/admin/tax-rates', ALL))).items
}

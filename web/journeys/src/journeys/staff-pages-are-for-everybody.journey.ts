import { beforeAll, test } from 'vitest'

import { visiting } from '../browser.ts'
import { LOOKS, PATIENCE, sights, type Sights } from '../everybody.ts'
import { looker } from '../look.ts'
import { ADMIN } from '../people.ts'
import { OF_STAFF } from '../places/admin.ts'
import { moneyOf, toStaff, waitingToStaff } from '../places/sold.ts'
import { thingsOfTheShop } from '../places/things.ts'
import { picture } from '../record.ts'
import { begun } from '../sales.ts'
import { button, heading } from '../sign.ts'
import { signInAsStaff } from '../staff.ts'

let seen: Sights

beforeAll(async () => {
  seen = await sights()
}, PATIENCE)

test.each(LOOKS)('the admin is for everybody: $name', async (way) => {
  await visiting(way, async (visitor, context) => {
    const look = await looker(visitor, context, way)
    await look.at({ at: '/admin/login', known: [heading('Shop admin'), button('Sign in')] })
    await signInAsStaff(visitor, ADMIN)
    for (const place of OF_STAFF) await look.at(place)
    await visitor.open('/admin')
    await visitor.sees('heading', 'Sales over time')
    if (way.name === 'desktop') await picture(visitor.page, 'admin-overview')
  })
})

test.each(LOOKS)('whatever the shop has is for all of the staff: $name', async (way) => {
  const things = await thingsOfTheShop(seen.product)
  await visiting(way, async (visitor, context) => {
    const look = await looker(visitor, context, way)
    await signInAsStaff(visitor, ADMIN)
    for (const place of things) await look.at(place)
  })
})

test.each(LOOKS)('what is sold is for all of the staff: $name', async (way) => {
  const { order } = await begun('mpesa', seen.buyer)
  const waiting = await waitingToStaff(order)
  const money = await moneyOf(seen.orders)
  await visiting(way, async (visitor, context) => {
    const look = await looker(visitor, context, way)
    await signInAsStaff(visitor, ADMIN)
    for (const place of [...waiting, ...toStaff(seen.orders), ...money]) await look.at(place)
  })
})

import { beforeAll, test } from 'vitest'

import { visiting } from '../browser.ts'
import { LOOKS, PATIENCE, sights, type Sights } from '../everybody.ts'
import { looker } from '../look.ts'
import { OF_A_CUSTOMER } from '../places/account.ts'
import { CANCELLING, inTheShop, waitingForAPhone } from '../places/orders.ts'
import { CHECKOUT, openToAll } from '../places/shop.ts'
import { picture } from '../record.ts'
import { begun } from '../sales.ts'
import { signIn } from '../shopping.ts'
import { said, text } from '../sign.ts'

let seen: Sights

beforeAll(async () => {
  seen = await sights()
}, PATIENCE)

test.each(LOOKS)('the shop is for everybody: $name', async (way) => {
  await visiting(way, async (visitor, context) => {
    const look = await looker(visitor, context, way)
    for (const place of openToAll(seen.product)) await look.at(place)
    await look.at(CHECKOUT)
    await visitor.press('button', 'Place order')
    await look.here('/checkout, left empty', [text('Please fill this in.')])

    await visitor.open('/login')
    await signIn(visitor, seen.buyer)
    for (const place of OF_A_CUSTOMER) await look.at(place)
    await visitor.open(`/p/${seen.product.slug}`)
    if (way.name === 'phone, dark') await picture(visitor.page, 'product-in-the-dark')
  })
})

test.each(LOOKS)('an order is for everybody, however it stands: $name', async (way) => {
  const { order } = await begun('mpesa', seen.buyer)
  await visiting(way, async (visitor, context) => {
    const look = await looker(visitor, context, way)
    await visitor.open('/login')
    await signIn(visitor, seen.buyer)
    await look.at(waitingForAPhone(order))
    await CANCELLING.open(visitor)
    await visitor.within('dialog').press('button', 'Cancel order')
    await look.here('/orders/…, cancelling', [said('Cancelling')])
    for (const place of inTheShop(seen.orders)) await look.at(place)
  })
})

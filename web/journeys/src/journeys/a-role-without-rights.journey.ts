import { body, Problem } from '@soko/client'
import { expect } from 'vitest'

import { journey } from '../journey.ts'
import { ADMIN, apiOf, employ, newKey, unique } from '../people.ts'
import { soldFor } from '../sales.ts'
import { openOrder, signInAsStaff, unfoldMenu } from '../staff.ts'

const READING = ['Orders']
const CLOSED = ['Products', 'Categories', 'Stock', 'Payments', 'Customers', 'Roles', 'Operations', 'Settings']
const DOING = ['Ship', 'Deliver', 'Cancel order', 'Refund', 'Record payment', 'Archive', 'Edit notes']

journey('who may only read orders sees no more and can do nothing', async (visitor) => {
  const order = await soldFor('mpesa')
  const reader = await readerOfOrders()
  await signInAsStaff(visitor, reader)
  await openOrder(visitor, order.number)

  await visitor.sees('heading', order.number)
  for (const name of DOING) await expectCount(visitor.find('button', name).count(), 0)
  await unfoldMenu(visitor)
  for (const name of READING) await expectCount(visitor.find('menuitem', name).count(), 1)
  for (const name of CLOSED) await expectCount(visitor.find('menuitem', name).count(), 0)

  await visitor.press('menuitem', 'Orders')
  await visitor.sees('link', order.number)
  visitor.watch.expect(403, /admin\/(products|categories)$/)
  await visitor.open('/admin/products')
  await visitor.sees('heading', 'Your role does not open this')

  const api = await apiOf(reader)
  const shipping = api.POST('/api/v1/admin/orders/{order_id}/ship', {
    params: { path: { order_id: order.id }, header: newKey() },
    body: { carrier: 'Sendy', tracking_number: '1' },
  })
  await expect(shipping).rejects.toSatisfy((no) => no instanceof Problem && no.status === 403)
})

async function expectCount(count: Promise<number>, wanted: number): Promise<void> {
  expect(await count).toBe(wanted)
}

async function readerOfOrders(): Promise<string> {
  const role = unique('reader').replace(' ', '-')
  const admin = await apiOf(ADMIN)
  await body(
    admin.POST('/api/v1/admin/roles', { body: { name: role, permissions: ['orders:read'] } }),
  )
  return employ('Baraka', [role])
}

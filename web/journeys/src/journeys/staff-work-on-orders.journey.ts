import { journey } from '../journey.ts'
import { STAFF } from '../people.ts'
import { picture } from '../record.ts'
import { soldFor } from '../sales.ts'
import { act, openOrder, signInAsStaff } from '../staff.ts'

journey('staff ship and deliver what was paid', async (visitor, way) => {
  const order = await soldFor('mpesa')
  await signInAsStaff(visitor, STAFF)
  await openOrder(visitor, order.number)

  await act(visitor, 'Ship', { Carrier: 'Sendy', 'Tracking number': 'SY 1234' })
  await visitor.reads(`${order.number} is shipped`)
  await act(visitor, 'Deliver')
  await visitor.reads(`${order.number} is delivered`)
  await visitor.sees('group', 'Actions')
  if (way.name === 'desktop') await picture(visitor.page, 'admin-order')
})

journey('staff cancel what was paid, and the money goes back', async (visitor) => {
  const order = await soldFor('mpesa')
  await signInAsStaff(visitor, STAFF)
  await openOrder(visitor, order.number)

  await act(visitor, 'Cancel order', { Reason: 'The last one broke' })
  await visitor.reads(`${order.number} is cancelled`)
  await visitor.reads(/^refunded$/i)
})

journey('staff record the cash that a driver brought', async (visitor) => {
  const order = await soldFor('cash')
  await signInAsStaff(visitor, STAFF)
  await openOrder(visitor, order.number)

  await act(visitor, 'Record payment', { Note: 'Receipt 77' })
  await visitor.reads('The money is recorded')
  await visitor.reads(/^paid$/i)
})

import { formatMoney } from '@soko/client'
import { expect } from 'vitest'

import { journey } from '../journey.ts'
import { begunOnPayPage, paymentOf, payOnPayPage } from '../money.ts'
import { speaksFalsely } from '../payer.ts'
import { STAFF } from '../people.ts'
import { soldFor } from '../sales.ts'
import { act, decide, openPayment, signInAsStaff } from '../staff.ts'

const SHILLINGS = 100

journey('staff take promised cash in two parts, and give some back by hand', async (visitor) => {
  const order = await soldFor('cash')
  const { attempts } = await paymentOf(order)
  await signInAsStaff(visitor, STAFF)
  await openPayment(visitor, attempts[0]?.reference ?? '')

  await act(visitor, 'Capture', { 'Amount in KES': '500', Note: 'The driver had no change' })
  const rest = { ...order.total, amount: order.total.amount - 500 * SHILLINGS }
  await visitor.reads(formatMoney(rest, 'en'))
  await act(visitor, 'Capture')
  await visitor.misses('button', 'Capture')
  const paid = await paymentOf(order)
  expect([paid.status, paid.captured]).toEqual(['success', order.total])

  await act(visitor, 'Refund', { 'Amount in KES': '200', Reason: 'The lid is torn' })
  await visitor.press('link', 'Open refund')
  await visitor.reads(/give it back by hand/)
  await act(visitor, 'Retry')
  await visitor.reads('The refund is tried again')
  // What was tried before stays as it ended; the page goes on with what is tried in its place.
  const again = await paymentOf(order, ({ refunds }) => refunds.at(-1)?.status === 'needs_attention')
  await visitor.page.waitForURL(`**/refunds/${again.refunds.at(-1)?.id ?? ''}/show`)
  await visitor.reads(/give it back by hand/)
  await act(visitor, 'Settle', { 'How the money reached the payer': 'In an envelope' })
  await visitor.reads('The refund is settled')
  await visitor.reads('In an envelope')
  const settled = await paymentOf(order, ({ refund_pending }) => refund_pending.amount === 0)
  expect(settled.refunded).toEqual({ amount: 200 * SHILLINGS, currency: 'KES' })
  expect(settled.refunds.map(({ status }) => status).toSorted()).toEqual(['failed', 'succeeded'])
})

journey('staff give back a part, and void what nobody came to pay', async (visitor) => {
  const [paid, forgotten] = [await begunOnPayPage(), await begunOnPayPage()]
  await payOnPayPage(paid)
  await paymentOf(paid.order, ({ status }) => status === 'success')
  await signInAsStaff(visitor, STAFF)

  await openPayment(visitor, paid.reference)
  await act(visitor, 'Refund', { 'Amount in ETB': '100.50', Reason: 'One handle is loose' })
  await visitor.within('region', 'Refunds').reads('Succeeded')
  const { captured, refunded } = await paymentOf(paid.order, (now) => now.refunded.amount > 0)
  expect([captured, refunded]).toEqual([paid.order.total, { amount: 10_050, currency: 'ETB' }])

  await openPayment(visitor, forgotten.reference)
  await act(visitor, 'Void')
  await visitor.reads('The payment is being stopped')
  await visitor.misses('button', 'Void')
  const stopped = await paymentOf(forgotten.order, ({ status }) => status === 'failed')
  expect(stopped.captured.amount).toBe(0)
})

journey('staff decide about money that does not add up', async (visitor) => {
  const [much, little] = [await begunOnPayPage(), await begunOnPayPage()]
  await payOnPayPage(much, much.order.total.amount + 5_000)
  await payOnPayPage(little, 10_000)
  await signInAsStaff(visitor, STAFF)

  await openPayment(visitor, much.reference)
  await decide(visitor, 'Accept: the money is the order’s; what is too much goes back')
  const kept = await paymentOf(much.order, ({ refunds }) => refunds[0]?.status === 'succeeded')
  expect([kept.status, kept.captured]).toEqual(['success', much.order.total])
  expect(kept.refunds[0]?.amount).toEqual({ amount: 5_000, currency: 'ETB' })

  await openPayment(visitor, little.reference)
  await decide(visitor, 'Refund: the money goes back, and the attempt failed')
  const back = await paymentOf(little.order, ({ refunds }) => refunds[0]?.status === 'succeeded')
  expect([back.status, back.refunds[0]?.amount.amount]).toEqual(['failed', 10_000])
})

journey('staff work once more on what a provider sent, and nothing counts twice', async (visitor) => {
  const paid = await begunOnPayPage()
  await payOnPayPage(paid)
  const before = await paymentOf(paid.order, ({ status }) => status === 'success')
  await speaksFalsely('chapa', paid.reference)
  await signInAsStaff(visitor, STAFF)

  await openPayment(visitor, paid.reference)
  await visitor.press('link', 'Webhooks')
  await visitor.press('link', paid.reference)
  await act(visitor, 'Replay')
  await visitor.reads('The webhook is worked on once more')
  await openPayment(visitor, paid.reference)
  // The money was counted when it came: what its provider says of it now is for a person to look at.
  await decide(visitor, 'Dismiss: there is no money to decide about')
  const after = await paymentOf(paid.order)
  expect([after.status, after.captured]).toEqual([before.status, before.captured])
})

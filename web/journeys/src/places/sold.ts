import { body } from '@soko/client'
import { vi } from 'vitest'

import type { Opening, Place } from '../look.ts'
import { ADMIN, apiOf } from '../people.ts'
import type { Order } from '../sales.ts'
import { button, heading, sign, text, type Sign } from '../sign.ts'
import { paymentOf, type Standing, type Standings } from '../standings.ts'
import { dialog, unfilled } from './opening.ts'
import { first } from './things.ts'

interface Look {
  readonly status: RegExp
  readonly known?: Sign
  readonly opens?: readonly Opening[]
}

/** How staff see an order that stands so, and what they may do with it then. */
const TO_STAFF: Readonly<Record<Standing, Look>> = {
  unpaid: { status: /^Pending$/, opens: [dialog('Archive'), dialog('Record payment')] },
  declined: { status: /^Failed$/ },
  cancelled: { status: /^Cancelled$/, known: text(/^Cancellation done/) },
  underReview: { status: /^Processing$/ },
  paid: {
    status: /^Success$/,
    opens: [
      dialog('Ship'),
      unfilled('Ship', 'Carrier is needed'),
      dialog('Refund'),
      dialog('Cancel order'),
      dialog('Edit notes'),
      {
        name: 'an entry of the timeline',
        open: (visitor) => visitor.press('button', / · Order, /),
        known: sign('dialog'),
      },
    ],
  },
  promised: { status: /^Authorized$/, opens: [dialog('Record payment')] },
  refunded: { status: /^Refunded$/ },
  shipped: { status: /^Shipped$/, known: text('tracking number SY 1234'), opens: [dialog('Deliver')] },
  delivered: { status: /^Delivered$/ },
}

export function toStaff(orders: Standings): readonly Place[] {
  return Object.entries(orders).map(([standing, order]: [string, Order]) => {
    const { status, known, opens = [] } = TO_STAFF[standing as Standing]
    return {
      at: `/admin/orders/${order.id}/show`,
      known: [heading(order.number), text(status), ...(known ? [known] : []), heading('Timeline')],
      opens,
    }
  })
}

/** The order whose prompt waits on a phone, and its payment, to staff. */
export async function waitingToStaff({ id, number }: Order): Promise<readonly Place[]> {
  return [
    {
      at: `/admin/orders/${id}/show`,
      known: [heading(number), text(/^Processing$/), heading('Timeline')],
      opens: [dialog('Cancel order')],
    },
    {
      at: `/admin/payments/${await paymentOf(id)}/show`,
      known: [heading(/^Payment/), heading('Attempts'), button('Void')],
      opens: [dialog('Ask provider'), dialog('Void')],
    },
  ]
}

/** What became of the money of these orders. */
export async function moneyOf(orders: Standings): Promise<readonly Place[]> {
  const staff = await apiOf(ADMIN)
  const of = (order: Order) => ({ params: { query: { order_id: order.id } } })
  const refund = first(
    (await body(staff.GET('/api/v1/admin/payment-refunds', of(orders.refunded)))).items,
  )
  const webhook = first((await body(staff.GET('/api/v1/admin/payment-webhooks'))).items)
  const incident = await vi.waitFor(
    async () =>
      first((await body(staff.GET('/api/v1/admin/payment-incidents', of(orders.underReview)))).items),
    { timeout: 30_000, interval: 100 },
  )
  return [
    {
      at: `/admin/payments/${await paymentOf(orders.paid.id)}/show`,
      known: [heading(/^Payment/), heading('Attempts'), button('Refund')],
      opens: [dialog('Refund')],
    },
    {
      at: `/admin/payments/${await paymentOf(orders.promised.id)}/show`,
      known: [heading(/^Payment/), heading('Attempts'), button('Capture')],
      opens: [dialog('Capture')],
    },
    { at: `/admin/refunds/${refund.id}/show`, known: [heading(/^Refund /), heading('What became of it')] },
    {
      at: `/admin/webhooks/${webhook.id}/show`,
      known: [heading('Headers'), button('Replay')],
      opens: [dialog('Replay')],
    },
    {
      at: `/admin/incidents/${incident.id}/show`,
      known: [heading('What does not add up'), button('Resolve')],
      opens: [dialog('Resolve'), unfilled('Resolve', 'Decision is needed')],
    },
  ]
}

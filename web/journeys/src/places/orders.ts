import type { Opening, Place } from '../look.ts'
import type { Order } from '../sales.ts'
import { button, heading, said, sign, text, type Sign } from '../sign.ts'
import type { Standing, Standings } from '../standings.ts'
import { dialog } from './opening.ts'

export const CANCELLING = dialog('Cancel order', 'Cancel this order?')

/** What the page of an order says, and what else is only there when the order stands so. */
const IN_THE_SHOP: Readonly<Record<Standing, readonly [said: string | RegExp, ...rest: Sign[]]>> = {
  unpaid: ['Waiting for payment', button('Pay'), button('Cancel order')],
  declined: ['Payment failed', heading('Try to pay again'), sign('radio', 'Cash on delivery')],
  cancelled: ['This order will not be delivered'],
  underReview: ['Payment under review'],
  paid: [/^Paid/, sign('link', 'Receipt')],
  promised: ['Confirmed'],
  refunded: ['was given back', heading('Money given back')],
  shipped: ['Tracking number: SY 1234'],
  delivered: ['It has been delivered'],
}

export function inTheShop(orders: Standings): readonly Place[] {
  return [
    ...Object.entries(orders).map(([standing, order]: [string, Order]) =>
      standingInTheShop(standing as Standing, order),
    ),
    {
      at: `/orders/${orders.paid.id}/receipt`,
      known: [heading('Receipt'), button('Print'), text(orders.paid.number)],
    },
    {
      at: `/orders/${orders.unpaid.id}/receipt`,
      known: [text('There is no receipt yet')],
    },
  ]
}

function standingInTheShop(standing: Standing, { id, number }: Order): Place {
  const [word, ...rest] = IN_THE_SHOP[standing]
  return {
    at: `/orders/${id}`,
    known: [heading(`Order ${number}`), said(word), ...rest],
    opens: standing === 'unpaid' ? [CANCELLING] : [],
  }
}

const ANOTHER_WAY: Opening = {
  name: 'another way to pay',
  open: (visitor) => visitor.press('button', 'Pay another way'),
  known: button('Keep waiting'),
  close: (visitor) => visitor.press('button', 'Keep waiting'),
}

/** The page of an order whose prompt waits on a phone; it counts down. */
export function waitingForAPhone({ id, number }: Order): Place {
  return {
    at: `/orders/${id}`,
    known: [
      heading(`Order ${number}`),
      said('Waiting for your phone'),
      heading('Look at your phone'),
      sign('timer'),
    ],
    opens: [ANOTHER_WAY, CANCELLING],
  }
}

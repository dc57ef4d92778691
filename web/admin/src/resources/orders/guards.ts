import { useMay } from '../../app/may.ts'

import type { Order, OrderAction } from './order.ts'

/** What a member of staff may do with an order right now. */
export type Ability = Exclude<OrderAction, 'pay'> | 'record' | 'amend' | 'archive'

/** The permissions that matter here and do not show in an order's allowed actions. */
export interface Held {
  readonly writeOrders: boolean
  readonly readPayments: boolean
  readonly writePayments: boolean
}

/** The API says what the order allows to this caller; the rest follows from permissions. */
export function abilities(order: Order, held: Held): ReadonlySet<Ability> {
  const allowed = (action: OrderAction) => order.allowed_actions.includes(action)
  const verdicts: Readonly<Record<Ability, boolean>> = {
    ship: allowed('ship'),
    deliver: allowed('deliver'),
    cancel: allowed('cancel'),
    // It is the payment that is refunded, so it must be found first.
    refund: allowed('refund') && held.readPayments,
    record: held.writePayments && takesMoney(order),
    amend: held.writeOrders,
    archive: held.writeOrders && order.archived_at === null,
  }
  return new Set((Object.keys(verdicts) as Ability[]).filter((ability) => verdicts[ability]))
}

export function useAbilities(order: Order): ReadonlySet<Ability> {
  return abilities(order, {
    writeOrders: useMay('orders:write'),
    readPayments: useMay('payments:read'),
    writePayments: useMay('payments:write'),
  })
}

const SOLD: readonly string[] = ['success', 'shipped', 'delivered']

/** Whether staff's own money can be booked on it: as its payment, or as what was promised. */
function takesMoney({ status, amounts, allowed_actions }: Order): boolean {
  // While a payment is under way nobody can tell what will be left to pay.
  if (amounts.outstanding.amount <= 0 || status === 'processing') return false
  return allowed_actions.includes('pay') || SOLD.includes(status)
}

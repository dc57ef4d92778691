import type { Money } from '@soko/client'

import { useMay } from '../../app/may.ts'

import { isByHand, type Attempt, type Incident, type Payment, type Refund } from './payment.ts'

export type Ability = 'verify' | 'void' | 'capture' | 'refund'

export interface Held {
  readonly writePayments: boolean
  readonly writeRefunds: boolean
}

const UNDECIDED: readonly string[] = ['initiating', 'pending']

/** What a member of staff may do with a payment right now. */
export function abilities(payment: Payment, held: Held): ReadonlySet<Ability> {
  const { attempts, outstanding } = payment
  const verdicts: Readonly<Record<Ability, boolean>> = {
    verify: held.writePayments && attempts.some(({ provider }) => !isByHand(provider)),
    void: held.writePayments && attempts.some(({ status }) => UNDECIDED.includes(status)),
    capture: held.writePayments && outstanding.amount > 0 && isPromised(payment),
    refund: held.writeRefunds && refundable(payment).amount > 0,
  }
  return new Set((Object.keys(verdicts) as Ability[]).filter((ability) => verdicts[ability]))
}

export function useAbilities(payment: Payment): ReadonlySet<Ability> {
  return abilities(payment, {
    writePayments: useMay('payments:write'),
    writeRefunds: useMay('refunds:write'),
  })
}

/** What can still be given back of the order's money. */
export function refundable({ captured, refunded, refund_pending }: Payment): Money {
  const amount = captured.amount - refunded.amount - refund_pending.amount
  return { amount: Math.max(amount, 0), currency: captured.currency }
}

/** Money that comes by hand comes in parts: the first of them decides the attempt. */
function isPromised({ attempts }: Payment): boolean {
  return attempts.some(
    ({ provider, status }) =>
      isByHand(provider) && (status === 'authorized' || status === 'success'),
  )
}

/** Whether a refund waits for a person. */
export function waitsForStaff({ status }: Refund): boolean {
  return status === 'needs_attention'
}

const ABOUT_MONEY: Readonly<Partial<Record<Incident['kind'], readonly Resolution[]>>> = {
  amount_mismatch: ['accept', 'refund'],
  // Money in another currency can never be the order's.
  currency_mismatch: ['refund'],
}

export type Resolution = NonNullable<Incident['resolution']>

/** How an incident can be decided: money that waits in one of the payment's attempts has to go somewhere. */
export function resolutions(
  { kind, attempt_id }: Pick<Incident, 'kind' | 'attempt_id'>,
  attempts: readonly Pick<Attempt, 'id' | 'status'>[],
): readonly Resolution[] {
  const waits = attempts.some(({ id, status }) => id === attempt_id && status === 'review')
  return (waits ? ABOUT_MONEY[kind] : undefined) ?? ['dismiss']
}

import type { TFunction } from 'i18next'
import type { Attempt } from './queries.ts'

const KNOWN = [
  'declined',
  'cancelled',
  'expired',
  'insufficient_funds',
  'amount_too_small',
  'amount_too_large',
  'amount_not_payable',
  'limit_reached',
  'payer_busy',
  'provider_busy',
  'prompt_not_sent',
  'no_answer',
  'wrong_pin',
  'pin_locked',
  'phone_number_refused',
  'provider_refused',
  'provider_unavailable',
  'provider_silent',
  'reversed',
  'returned',
  'voided',
  'superseded',
  'order_cancelled',
  'refused',
] as const

type Known = (typeof KNOWN)[number]

/** Why it did not work and what to do, in the visitor's language. */
export function failureText({ code }: NonNullable<Attempt['failure']>, t: TFunction<'orders'>): string {
  return t(`failures.${isKnown(code) ? code : 'other'}`)
}

function isKnown(code: string): code is Known {
  return (KNOWN as readonly string[]).includes(code)
}

import { decimalOf, formatMoney, parseMoney, type Money } from '@soko/client'

import type { Field } from './action.ts'

/** What is wrong with an amount typed in major units, if anything is. */
export function wrongAmount(text: string, most: Money): string | undefined {
  const money = parseMoney(text, most.currency)
  if (!money) return `Write an amount in ${most.currency}, as 1250`
  if (money.amount <= 0) return 'Write an amount above zero'
  return money.amount > most.amount ? `At most ${formatMoney(most, 'en')}` : undefined
}

/** The field that asks for an amount, all of it unless something else is typed. */
export function amountField(most: Money): Field {
  return {
    name: 'amount',
    label: `Amount in ${most.currency}`,
    required: true,
    initial: decimalOf(most),
    wrong: (text) => wrongAmount(text, most),
  }
}

/** What that field says, in minor units. */
export function amountOf(text: string | undefined, { currency }: Money): Money {
  const money = parseMoney(text ?? '', currency)
  if (!money) throw new Error('sent before it was checked')
  return money
}

import { decimalOf, parseMoney, type Money } from '@soko/client'

/** What was typed and is no amount of its currency; it is refused before it is sent. */
export interface Unreadable {
  readonly currency: string
  readonly text: string
}

export type Price = Money | Unreadable

export function isMoney(price: Price): price is Money {
  return 'amount' in price
}

/** The text to show for a price: what was typed as long as it means the same. */
export function shown(price: Price | undefined, typed: string | undefined): string {
  if (!price) return typed?.trim() === '' ? typed : ''
  if (!isMoney(price)) return price.text
  const meant = typed === undefined ? undefined : parseMoney(typed, price.currency)
  return meant?.amount === price.amount ? (typed ?? '') : decimalOf(price)
}

/** The prices after somebody typed into the field of one currency; an empty text takes it out. */
export function typedInto(prices: readonly Price[], currency: string, text: string): readonly Price[] {
  const price: Price = positive(parseMoney(text, currency)) ?? { currency, text }
  const found = prices.some((known) => known.currency === currency)
  if (!text.trim()) return prices.filter((known) => known.currency !== currency)
  if (!found) return [...prices, price]
  return prices.map((known) => (known.currency === currency ? price : known))
}

export function readable(prices: readonly Price[]): boolean {
  return prices.every(isMoney)
}

function positive(money: Money | undefined): Money | undefined {
  return money && money.amount >= 0 ? money : undefined
}

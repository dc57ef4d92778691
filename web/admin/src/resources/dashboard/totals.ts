import type { Money, components } from '@soko/client'

export interface Totals {
  readonly orders: number
  readonly net: Money
  readonly refunded: Money
  /** Of what was taken, whole minor units, half up. */
  readonly average: Money
}

export function totalsOf(
  periods: readonly components['schemas']['orders_PeriodOut'][],
  currency: string,
): Totals {
  const sum = (read: (period: (typeof periods)[number]) => number) =>
    periods.reduce((total, period) => total + read(period), 0)
  const orders = sum((period) => period.orders)
  const gross = sum((period) => period.gross.amount)
  const money = (amount: number) => ({ amount, currency })
  return {
    orders,
    net: money(sum((period) => period.net.amount)),
    refunded: money(sum((period) => period.refunded.amount)),
    average: money(orders === 0 ? 0 : Math.round(gross / orders)),
  }
}

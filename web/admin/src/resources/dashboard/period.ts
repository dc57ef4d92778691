export const PERIODS = [7, 30, 90] as const

export interface Span {
  readonly from: string
  readonly interval: 'day' | 'week'
}

/**
 * The last so many days; beyond a month by weeks, else the bars get too thin. Where they end is left
 * to the API: today begins when it does in the shop's own time zone.
 */
export function spanOf(days: number, today: Date): Span {
  const first = new Date(today)
  first.setDate(today.getDate() - days + 1)
  return { from: dateOf(first), interval: days > 31 ? 'week' : 'day' }
}

/** As the calendar on the wall says, not as UTC does. */
function dateOf(day: Date): string {
  const [month, date] = [day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0'))
  return `${day.getFullYear()}-${month}-${date}`
}

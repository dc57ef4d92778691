const DAY = /^(\d{4})-(\d{2})-(\d{2})$/

/** The instant at which a day like `2026-11-22` begins where the reader is; '' for no day. */
export function startOf(day: string): string {
  return instant(day, 0)
}

/** The instant at which that day is over. */
export function endOf(day: string): string {
  return instant(day, 1)
}

/** The day that began at an instant. */
export function dayFrom(at: string | undefined): string {
  return at ? dayOf(new Date(at)) : ''
}

/** The day that was over at an instant. */
export function dayUntil(at: string | undefined): string {
  return at ? dayOf(new Date(Date.parse(at) - 1)) : ''
}

function instant(day: string, daysOn: number): string {
  const match = DAY.exec(day)
  if (!match) return ''
  const [year, month, date] = match.slice(1).map(Number) as [number, number, number]
  return new Date(year, month - 1, date + daysOn).toISOString()
}

function dayOf(moment: Date): string {
  const [month, date] = [moment.getMonth() + 1, moment.getDate()]
  return [moment.getFullYear(), twoDigits(month), twoDigits(date)].join('-')
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

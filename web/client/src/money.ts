/** An amount in the currency's minor units: `{amount: 129900, currency: 'KES'}` is KES 1,299.00. */
export interface Money {
  readonly amount: number
  readonly currency: string
}

const exponents = new Map<string, number>()

/** How many digits the currency has after the point (ISO 4217, as the browser knows it). */
export function exponentOf(currency: string): number {
  let digits = exponents.get(currency)
  if (digits === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency })
    digits = format.resolvedOptions().maximumFractionDigits ?? 2
    exponents.set(currency, digits)
  }
  return digits
}

const formats = new Map<string, Intl.NumberFormat>()

/** Write it as people of that language do; whole amounts without decimals. */
export function formatMoney(money: Money, locale: string): string {
  const exponent = exponentOf(money.currency)
  const whole = money.amount % 10 ** exponent === 0
  const key = `${locale} ${money.currency} ${String(whole)}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: money.currency,
      currencyDisplay: 'code',
      ...(whole ? { minimumFractionDigits: 0, maximumFractionDigits: 0 } : {}),
    })
    formats.set(key, format)
  }
  return format.format(decimalOf(money) as unknown as number)
}

/** The exact decimal text, as `"1299.00"`: no floating point on the way. */
export function decimalOf({ amount, currency }: Money): string {
  const exponent = exponentOf(currency)
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0')
  const sign = amount < 0 ? '-' : ''
  if (exponent === 0) return sign + digits
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

/** Read what a person typed, as `1,299.5`; undefined when it is no amount of that currency. */
export function parseMoney(text: string, currency: string): Money | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim().replaceAll(/[\s,]/g, ''))
  if (!match) return undefined
  const [, sign = '', units = '', decimals = ''] = match
  const exponent = exponentOf(currency)
  if (decimals.length > exponent) return undefined
  const amount = Number(sign + units + decimals.padEnd(exponent, '0'))
  return Number.isSafeInteger(amount) ? { amount, currency } : undefined
}

const SEPARATORS = /[\s().-]/g
const KENYAN_MOBILE = /^(?:\+?254|0)?([17]\d{8})$/
const INTERNATIONAL = /^\+?\d{9,15}$/

/** The currencies whose phone payments go to numbers of one country alone. */
const MOBILES: Readonly<Record<string, RegExp>> = { KES: KENYAN_MOBILE }

/** Whether a prompt could reach what was typed: `0712 345 678`, `254712345678`, `+254 712 345 678`. */
export function isPhoneNumber(text: string, currency?: string): boolean {
  const pattern = MOBILES[currency ?? ''] ?? INTERNATIONAL
  return pattern.test(dialled(text))
}

/** What is sent of it: digits and a plus sign, nothing that only helps reading. */
export function dialled(text: string): string {
  const digits = text.trim().replaceAll(SEPARATORS, '')
  const local = /^[17]\d{8}$/.test(digits)
  return local ? `0${digits}` : digits
}

/** A number with its country, as `+254 712 345 678`: profiles know no country of their own. */
export function isInternational(text: string): boolean {
  return /^\+\d{7,15}$/.test(text.replaceAll(/[\s().-]/g, ''))
}

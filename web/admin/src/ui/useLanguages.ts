import { useShop } from './useShop.ts'

export interface Language {
  readonly code: string
  readonly name: string
}

const names = new Intl.DisplayNames(['en'], { type: 'language' })

export function languageName(code: string): string {
  return names.of(code) ?? code
}

/** The languages of the shop, with their English names. */
export function useLanguages(): readonly Language[] {
  const shop = useShop()
  return (shop?.languages ?? []).map((code) => ({ code, name: languageName(code) }))
}

import { stored } from '../app/stored.ts'

export const LANGUAGES = ['en', 'sw', 'am', 'fr'] as const

export type Language = (typeof LANGUAGES)[number]

/** Their names in themselves, as a person looks for them. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  sw: 'Kiswahili',
  am: 'አማርኛ',
  fr: 'Français',
}

export const NAMESPACES = ['common', 'catalog', 'cart', 'checkout', 'orders', 'account'] as const

export type Namespace = (typeof NAMESPACES)[number]

const chosen = stored('soko.language')

/** The language of this visit: the one chosen here, else the first the browser asks for, else English. */
export const language = {
  get: (): Language => pick([chosen.get() ?? '', ...navigator.languages], LANGUAGES),
  set: (code: Language): void => chosen.set(code),
}

/** The languages that the shop offers, of those there are texts in. */
export function offered(settings: readonly string[] | undefined): readonly Language[] {
  const among = LANGUAGES.filter((code) => settings === undefined || settings.includes(code))
  return among.length > 0 ? among : LANGUAGES
}

export function pick(wanted: readonly string[], among: readonly Language[]): Language {
  for (const tag of wanted) {
    const found = among.find((code) => code === tag.split('-')[0]?.toLowerCase())
    if (found) return found
  }
  return among[0] ?? 'en'
}

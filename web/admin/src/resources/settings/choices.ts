import { languageName } from '../../ui/useLanguages.ts'

export interface Choice {
  readonly id: string
  readonly name: string
}

const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
const currencies = new Intl.DisplayNames(['en'], { type: 'currency' })
const letters = Array.from({ length: 26 }, (_, place) => String.fromCodePoint(65 + place))

/** Two letters that name no country one can ship to: unions, and codes of the standard's own. */
const NO_COUNTRIES = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ'])
const SPOKEN = ['en', 'sw', 'am', 'fr']

export function countryName(code: string): string {
  return regions.of(code) ?? code
}

/** All countries the browser knows by name; old codes lead to new ones and are left out. */
export function countryChoices(): readonly Choice[] {
  const codes = letters.flatMap((first) => letters.map((second) => first + second))
  return codes
    .filter((code) => !NO_COUNTRIES.has(code) && regions.of(code) !== undefined)
    .filter((code) => Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`)
    .map((id) => ({ id, name: countryName(id) }))
    .toSorted((one, other) => one.name.localeCompare(other.name))
}

export function currencyChoices(): readonly Choice[] {
  const codes = Intl.supportedValuesOf('currency')
  return codes.map((id) => ({ id, name: `${id}, ${currencies.of(id) ?? id}` }))
}

/** The languages that the storefront speaks, and what else the shop has. */
export function languageChoices(known: readonly string[]): readonly Choice[] {
  return [...new Set([...SPOKEN, ...known])].map((id) => ({ id, name: languageName(id) }))
}

import { useTranslation } from 'react-i18next'
import { useShop } from '../../app/shop.ts'
import type { Option } from '../../ui/SelectField.tsx'

/** The countries the shop sells to, by their names in the visitor's language. */
export function useCountries(): readonly Option[] {
  const { countries } = useShop()
  const name = useCountryName()
  return countries
    .map(({ code }) => ({ value: code, label: name(code) }))
    .sort((one, other) => one.label.localeCompare(other.label))
}

export function useCountryName(): (code: string) => string {
  const { i18n } = useTranslation()
  const names = new Intl.DisplayNames([i18n.language], { type: 'region' })
  return (code) => names.of(code) ?? code
}

import { useTranslation } from 'react-i18next'

import { useCell } from '../../app/cell.ts'
import { useCurrency } from '../../app/currency.ts'
import { useShop } from '../../app/shop.ts'
import { chosenTheme, themeOf, THEMES } from '../../app/theme.ts'
import { changeLanguage } from '../../i18n/i18n.ts'
import { language, LANGUAGE_NAMES, offered } from '../../i18n/language.ts'
import { SelectField } from '../../ui/SelectField.tsx'

/** Language, currency and appearance; each takes effect at once. */
export function Preferences() {
  const { t } = useTranslation()
  const { languages, currencies } = useShop()
  const [currency, setCurrency] = useCurrency()
  const theme = themeOf(useCell(chosenTheme))
  const codes = offered(languages)
  return (
    <div className="grid gap-4">
      <SelectField
        label={t('preferences.language')}
        required
        value={language.get()}
        onChange={(code) => void changeLanguage(codes.find((one) => one === code) ?? 'en')}
        options={codes.map((code) => ({ value: code, label: LANGUAGE_NAMES[code] }))}
      />
      <SelectField
        label={t('preferences.currency')}
        required
        value={currency}
        onChange={setCurrency}
        options={currencies.map((code) => ({ value: code, label: code }))}
      />
      <SelectField
        label={t('preferences.theme')}
        required
        value={theme}
        onChange={chosenTheme.set}
        options={THEMES.map((one) => ({ value: one, label: t(`preferences.${one}`) }))}
      />
    </div>
  )
}

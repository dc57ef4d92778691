import polyglotI18nProvider from 'ra-i18n-polyglot'
import english from 'ra-language-english'
import { mergeTranslations, type TranslationMessages } from 'react-admin'

import type { Screen } from './screen.ts'
import { texts as dashboard } from '../resources/dashboard/texts.ts'
import { texts } from './texts.ts'

/** English, with what each screen brings under `resources.<name>`. */
export function i18nProvider(screens: readonly Screen[]) {
  const resources = Object.fromEntries(
    screens.map(({ name, label, one = label, texts: own = {} }) => [
      name,
      { ...own, name: `${one} |||| ${label}` },
    ]),
  )
  const words = mergeTranslations(english, texts, { dashboard, resources }) as TranslationMessages
  return polyglotI18nProvider(() => words, 'en', [{ locale: 'en', name: 'English' }], {
    allowMissing: true,
  })
}

import i18next, { type BackendModule, type ResourceKey } from 'i18next'
import { initReactI18next } from 'react-i18next'

import cart from '../locales/en/cart.json'
import catalog from '../locales/en/catalog.json'
import common from '../locales/en/common.json'
import { language, type Language, type Namespace } from './language.ts'

// The English of the first pages comes with the app; every other text when it is needed.
const catalogs = import.meta.glob<ResourceKey>(
  ['../locales/*/*.json', '!../locales/en/{common,catalog,cart}.json'],
  { import: 'default' },
)

const files: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read(code, namespace, done) {
    const load = catalogs[`../locales/${code}/${namespace}.json`]
    if (!load) {
      done(null, {})
      return
    }
    load().then(
      (texts) => done(null, texts),
      (error: unknown) => done(error as Error, null),
    )
  },
}

/** Resolves when the first pages' texts are there in the language of this visit. */
export const textsReady: Promise<unknown> = i18next.use(files).use(initReactI18next).init({
  lng: language.get(),
  fallbackLng: 'en',
  resources: { en: { common, catalog, cart } },
  partialBundledLanguages: true,
  ns: ['common', 'catalog', 'cart'],
  defaultNS: 'common',
  interpolation: { escapeValue: false },
  react: { useSuspense: false },
})
writeLanguage(language.get())

export async function changeLanguage(code: Language): Promise<void> {
  language.set(code)
  await i18next.changeLanguage(code)
  writeLanguage(code)
}

/** Bring the texts of a page along with its code. */
export async function loadTexts(...namespaces: readonly Namespace[]): Promise<void> {
  await textsReady
  await i18next.loadNamespaces(namespaces)
}

function writeLanguage(code: Language): void {
  document.documentElement.lang = code
}

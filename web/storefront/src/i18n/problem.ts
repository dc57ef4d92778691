import { Problem } from '@soko/client'
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'

/** What went wrong, in the visitor's language; the API's own words where there are none of ours. */
export function problemText(problem: unknown): string {
  if (!(problem instanceof Problem)) return i18next.t('problem.unknown')
  return known(`problem.${problem.code}`) ?? problem.message
}

/** What is wrong with one field. */
export function fieldText(code: string, detail: string): string {
  return known(`field.${code}`) ?? (detail || i18next.t('field.invalid'))
}

/** `problemText` for a component: it is drawn again when the language changes. */
export function useProblemText(): typeof problemText {
  useTranslation()
  return problemText
}

function known(key: string): string | undefined {
  const text: string = i18next.t(key, { defaultValue: '' })
  return text === '' ? undefined : text
}

// @vitest-environment jsdom
import { expect, it } from 'vitest'

import { LANGUAGES, offered, pick } from './language.ts'

it('offers what the shop wants of the languages there are', () => {
  expect(offered(['fr', 'de', 'en'])).toEqual(['en', 'fr'])
  expect(offered(undefined)).toEqual(LANGUAGES)
  expect(offered(['de'])).toEqual(LANGUAGES)
})

it('takes the first language that a browser asks for and there is', () => {
  expect(pick(['de-AT', 'fr-CA', 'en'], LANGUAGES)).toBe('fr')
  expect(pick(['', 'sw-KE'], LANGUAGES)).toBe('sw')
  expect(pick(['zh'], LANGUAGES)).toBe('en')
})

import { expect, it } from 'vitest'

import { translated } from './translated.ts'

const mug = { name: 'Mug', description: 'For tea', translations: { fr: { name: 'Tasse', description: null } } }

it('takes the staff’s text in the visitor’s language, field by field', () => {
  expect(translated(mug, 'name', 'fr')).toBe('Tasse')
  expect(translated(mug, 'description', 'fr')).toBe('For tea')
  expect(translated(mug, 'name', 'sw')).toBe('Mug')
})

it('is empty where there is no text at all', () => {
  expect(translated({ name: 'Mug' }, 'description', 'en')).toBe('')
})

// @vitest-environment jsdom
import { expect, it } from 'vitest'

import { textsReady } from '../../i18n/i18n.ts'
import { legalTitle, paragraphs } from './legal.ts'

it('names the texts that every shop has, and those of a shop’s own by their key', async () => {
  await textsReady
  expect(legalTitle('terms')).toBe('Terms and conditions')
  expect(legalTitle('gift_cards')).toBe('Gift cards')
})

it('parts paragraphs at empty lines', () => {
  expect(paragraphs('\nOne\nline.\n\n \nTwo.\n')).toEqual(['One\nline.', 'Two.'])
})

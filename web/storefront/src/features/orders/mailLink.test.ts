import { describe, expect, it } from 'vitest'
import { mailedToken } from './mailLink.ts'

const ID = '01980000-0000-7000-8000-0000000000ff'
const bytes = [0x01, 0x98, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xff, ...Array<number>(32).fill(0xfb)]
const TOKEN = btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_')

describe('the link in a mail', () => {
  it.each([`#${TOKEN}`, `#token=${TOKEN}`])('opens its order: %s', (hash) => {
    expect(mailedToken(hash, ID)).toBe(TOKEN)
  })

  it.each(['', '#content', '#token=', `#${TOKEN.slice(1)}`])('is not %j', (hash) => {
    expect(mailedToken(hash, ID)).toBeUndefined()
  })

  it('opens no other order', () => {
    expect(mailedToken(`#${TOKEN}`, ID.replace('ff', 'fe'))).toBeUndefined()
  })
})

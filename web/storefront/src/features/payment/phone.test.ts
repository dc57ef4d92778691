import { describe, expect, it } from 'vitest'
import { dialled, isPhoneNumber } from './phone.ts'

describe('a phone number to be prompted', () => {
  it.each(['0712345678', '0712 345 678', '254712345678', '+254 712-345-678', '0112345678', '712345678'])(
    'may be written %s',
    (text) => {
      expect(isPhoneNumber(text, 'KES')).toBe(true)
    },
  )

  it.each(['', '07', '071234567', '07123456789', '+255712345678', 'mother', '0212345678'])(
    'is not %j',
    (text) => {
      expect(isPhoneNumber(text, 'KES')).toBe(false)
    },
  )

  it('is any international one where the country is not known', () => {
    expect(isPhoneNumber('+251 911 223 344', 'ETB')).toBe(true)
    expect(isPhoneNumber('12', 'ETB')).toBe(false)
  })

  it('is sent without what only helps reading', () => {
    expect(dialled(' +254 (712) 345-678 ')).toBe('+254712345678')
    expect(dialled('712 345 678')).toBe('0712345678')
  })
})

import { describe, expect, it } from 'vitest'
import { addressOf, emptyAddress, isCallable, linesOf, valuesOf } from './address.ts'

const amina = {
  ...emptyAddress('KE'),
  full_name: ' Amina Odhiambo ',
  phone_number: '0712 345 678',
  line1: 'Moi Avenue 1',
  city: 'Nairobi',
}

describe('an address', () => {
  it('is sent without blanks around, and with null for what is empty', () => {
    expect(addressOf(amina)).toMatchObject({ full_name: 'Amina Odhiambo', line2: null, region: null })
  })

  it('comes back from what was saved', () => {
    expect(valuesOf(addressOf(amina))).toEqual({ ...amina, full_name: 'Amina Odhiambo' })
  })

  it('is written in lines, without empty ones', () => {
    expect(linesOf({ ...amina, postal_code: '00100' }, 'Kenya')).toEqual([
      'Moi Avenue 1',
      '00100 Nairobi',
      'Kenya',
    ])
  })

  it.each([
    ['0712 345 678', true],
    ['+254 712-345-678', true],
    ['12', false],
    ['call me', false],
  ])('has the phone number %j: %s', (text, expected) => {
    expect(isCallable(text)).toBe(expected)
  })
})

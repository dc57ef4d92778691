import { describe, expect, it } from 'vitest'
import type { SavedAddress } from '../account/queries.ts'
import type { Provider } from '../payment/queries.ts'
import { faultsOf } from './check.ts'
import { initialValues, wishOf, type CheckoutValues, type Customer } from './values.ts'

const guest: Customer = { me: undefined, addresses: [] }
const home = { id: 'home', full_name: 'Amina', phone_number: '0712345678', country: 'KE' } as SavedAddress
const user = { me: { email: 'amina@example.com' }, addresses: [home] } as unknown as Customer
const mpesa = { code: 'mpesa', needs_phone_number: true } as Provider
const chapa = { code: 'chapa', needs_phone_number: false } as Provider

const filled: CheckoutValues = {
  ...initialValues(guest, 'KE'),
  email: 'amina@example.com',
  full_name: 'Amina Odhiambo',
  phone_number: '0712 345 678',
  line1: 'Moi Avenue 1',
  city: 'Nairobi',
}

describe('a checkout', () => {
  it('needs an e-mail address and a place from a guest', () => {
    const faults = faultsOf(initialValues(guest, 'KE'), guest, chapa, 'KES')
    expect(Object.keys(faults).sort()).toEqual(['city', 'email', 'full_name', 'line1', 'phone_number'])
  })

  it('needs nothing more than the address book has', () => {
    expect(faultsOf(initialValues(user, 'KE'), user, mpesa, 'KES')).toEqual({})
  })

  it('is whole when all is said', () => {
    expect(faultsOf(filled, guest, mpesa, 'KES')).toEqual({})
  })

  it('rings the number of the parcel unless another was typed', () => {
    expect(faultsOf({ ...filled, phone_number: '+251911223344' }, guest, mpesa, 'KES')).toEqual({
      pay_number: 'phone_prompt',
    })
    const own = { ...filled, phone_number: '+251911223344', own_number: true, pay_number: '0711000111' }
    expect(faultsOf(own, guest, mpesa, 'KES')).toEqual({})
  })

  it('asks for the billing address only where it is another', () => {
    const faults = faultsOf({ ...filled, billing_same: false }, guest, chapa, 'KES')
    expect(Object.keys(faults).every((name) => name.startsWith('billing_'))).toBe(true)
    expect(faults.billing_city).toBe('required')
  })

  it('asks for the order as the API wants it', () => {
    expect(wishOf(filled, guest, 7, 'standard')).toMatchObject({
      email: 'amina@example.com',
      shipping_address: { city: 'Nairobi', region: null },
      shipping_method: 'standard',
      cart_version: 7,
      notes: null,
    })
    const known = wishOf(initialValues(user, 'KE'), user, 7, 'standard')
    expect(known).toMatchObject({ address_id: 'home' })
    expect(known).not.toHaveProperty('email')
  })
})

import type { components } from '@soko/client'

export type Address = components['schemas']['AddressIn']

export const ADDRESS_FIELDS = [
  'full_name',
  'phone_number',
  'line1',
  'line2',
  'city',
  'region',
  'postal_code',
  'country',
] as const

export type AddressField = (typeof ADDRESS_FIELDS)[number]
export type AddressValues = Readonly<Record<AddressField, string>>

export const REQUIRED_FIELDS = ['full_name', 'phone_number', 'line1', 'city', 'country'] as const

export function emptyAddress(country: string): AddressValues {
  return {
    full_name: '',
    phone_number: '',
    line1: '',
    line2: '',
    city: '',
    region: '',
    postal_code: '',
    country,
  }
}

/** What is sent of what was typed: nothing around it, and null for what was left empty. */
export function addressOf(values: AddressValues): Address {
  const said = (field: AddressField) => values[field].trim()
  return {
    full_name: said('full_name'),
    phone_number: said('phone_number'),
    line1: said('line1'),
    line2: said('line2') || null,
    city: said('city'),
    region: said('region') || null,
    postal_code: said('postal_code') || null,
    country: said('country'),
  }
}

/** An address as the API gives it. */
type Given = Readonly<Partial<Record<AddressField, string | null>>>

export function valuesOf(address: Given): AddressValues {
  const values = Object.fromEntries(ADDRESS_FIELDS.map((field) => [field, address[field] ?? '']))
  return values as AddressValues
}

/** Enough digits that a courier could call; the number is not looked into any further. */
export function isCallable(text: string): boolean {
  return /^\+?\d{7,15}$/.test(text.replaceAll(/[\s().-]/g, ''))
}

/** The lines as they stand on a parcel, under the name. */
export function linesOf(address: Given, country: string): string[] {
  const town = [address.postal_code, address.city].filter(Boolean).join(' ')
  return [address.line1, address.line2, town, address.region, country].filter((line) => !!line) as string[]
}

import type { components } from '@soko/client'
import { ADDRESS_FIELDS, addressOf, emptyAddress, type AddressField, type AddressValues } from '../account/address.ts'
import type { Me, SavedAddress } from '../account/queries.ts'

type Billing = Readonly<Record<`billing_${AddressField}`, string>>
export type PlaceOrder = components['schemas']['orders_PlaceOrderIn']

/** Everything a checkout asks for. */
export type CheckoutValues = AddressValues &
  Billing & {
    readonly email: string
    /** An address of the address book, or `NEW`; the default one while it is empty. */
    readonly address: string
    readonly save_address: boolean
    readonly billing_same: boolean
    readonly shipping_method: string
    readonly provider: string
    readonly pay_number: string
    /** Whether the number to pay with was typed; it is the parcel's until then. */
    readonly own_number: boolean
    readonly notes: string
  }

export const NEW = 'new'

/** Who checks out, and the addresses they keep; nobody for a guest. */
export interface Customer {
  readonly me: Me | undefined
  readonly addresses: readonly SavedAddress[]
}

export function initialValues({ me }: Customer, country: string): CheckoutValues {
  return {
    ...emptyAddress(country),
    ...billingValues(emptyAddress(country)),
    full_name: me?.full_name ?? '',
    phone_number: me?.phone_number ?? '',
    email: '',
    address: '',
    save_address: false,
    billing_same: true,
    shipping_method: '',
    provider: '',
    pay_number: '',
    own_number: false,
    notes: '',
  }
}

/** The address chosen from the address book; none where a new one is written. */
export function savedAddress(values: CheckoutValues, { addresses }: Customer): SavedAddress | undefined {
  if (values.address === NEW) return undefined
  return addresses.find(({ id }) => id === values.address) ?? addresses[0]
}

export function payNumber(values: CheckoutValues, customer: Customer): string {
  if (values.own_number) return values.pay_number
  return savedAddress(values, customer)?.phone_number ?? values.phone_number
}

export function wishOf(values: CheckoutValues, customer: Customer, cartVersion: number, method: string): PlaceOrder {
  const saved = savedAddress(values, customer)
  return {
    ...(customer.me ? {} : { email: values.email.trim() }),
    ...(saved ? { address_id: saved.id } : { shipping_address: addressOf(values) }),
    ...(values.billing_same ? {} : { billing_address: addressOf(billingOf(values)) }),
    shipping_method: method,
    notes: values.notes.trim() || null,
    cart_version: cartVersion,
  }
}

export function billingOf(values: Billing): AddressValues {
  return Object.fromEntries(
    ADDRESS_FIELDS.map((field) => [field, values[`billing_${field}`]]),
  ) as unknown as AddressValues
}

function billingValues(address: AddressValues): Billing {
  return Object.fromEntries(
    ADDRESS_FIELDS.map((field) => [`billing_${field}`, address[field]]),
  ) as unknown as Billing
}

/** Where the API finds fault with the billing address: its fields are named apart in the form. */
export const POINTERS = Object.fromEntries(
  ADDRESS_FIELDS.map((field) => [`billing_${field}`, `billing_address/${field}`]),
)

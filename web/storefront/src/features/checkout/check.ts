import { isCallable, REQUIRED_FIELDS } from '../account/address.ts'
import { isEmail } from '../account/email.ts'
import { isPhoneNumber } from '../payment/phone.ts'
import type { Provider } from '../payment/queries.ts'
import { billingOf, payNumber, savedAddress, type CheckoutValues, type Customer } from './values.ts'

/** What is wrong with a field, as the name of a text. */
export type Fault = 'required' | 'email' | 'phone_number' | 'phone_prompt'
export type Faults = Partial<Record<keyof CheckoutValues, Fault>>

/** Everything that can be known to be wrong before anybody is asked. */
export function faultsOf(values: CheckoutValues, customer: Customer, provider: Provider | undefined, currency: string): Faults {
  const faults: Faults = {}
  const need = (name: keyof CheckoutValues, value: string) => {
    if (value.trim() === '') faults[name] = 'required'
  }
  if (!customer.me) {
    need('email', values.email)
    if (!faults.email && !isEmail(values.email)) faults.email = 'email'
  }
  if (!savedAddress(values, customer)) {
    for (const field of REQUIRED_FIELDS) need(field, values[field])
    if (!faults.phone_number && !isCallable(values.phone_number)) faults.phone_number = 'phone_number'
  }
  if (!values.billing_same) {
    const billing = billingOf(values)
    for (const field of REQUIRED_FIELDS) need(`billing_${field}`, billing[field])
    if (!faults.billing_phone_number && !isCallable(billing.phone_number)) {
      faults.billing_phone_number = 'phone_number'
    }
  }
  if (provider?.needs_phone_number && !isPhoneNumber(payNumber(values, customer), currency)) {
    faults.pay_number = 'phone_prompt'
  }
  return faults
}

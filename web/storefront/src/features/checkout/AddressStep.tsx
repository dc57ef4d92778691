import { useTranslation } from 'react-i18next'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { RadioCards } from '../../ui/RadioCards.tsx'
import type { FormState } from '../../ui/useForm.ts'
import { linesOf, REQUIRED_FIELDS, type AddressField } from '../account/address.ts'
import { AddressFields } from '../account/AddressFields.tsx'
import { useCountryName } from '../account/countries.ts'
import { Step } from './Step.tsx'
import { NEW, savedAddress, type CheckoutValues, type Customer } from './values.ts'

interface AddressStepProps {
  readonly form: FormState<CheckoutValues>
  readonly customer: Customer
}

export function AddressStep({ form, customer }: AddressStepProps) {
  const { t } = useTranslation('checkout')
  const isNew = savedAddress(form.values, customer) === undefined
  const hasBook = customer.addresses.length > 0
  return (
    <Step title={t('address.title')}>
      {hasBook && <AddressBook form={form} customer={customer} />}
      {isNew && <AddressFields field={(name) => ({ ...form.field(name), required: isRequired(name) })} />}
      {isNew && customer.me && (
        <Checkbox {...form.checkbox('save_address')} label={t('address.save')} />
      )}
      <Checkbox {...form.checkbox('billing_same')} label={t('address.billing_same')} />
      {!form.values.billing_same && (
        <fieldset className="grid gap-4">
          <legend className="mb-4 text-lg font-bold">{t('address.billing_title')}</legend>
          <AddressFields
            kind="billing"
            field={(name) => ({ ...form.field(`billing_${name}`), required: isRequired(name) })}
          />
        </fieldset>
      )}
    </Step>
  )
}

function AddressBook({ form, customer }: AddressStepProps) {
  const { t } = useTranslation('checkout')
  const country = useCountryName()
  const chosen = savedAddress(form.values, customer)?.id ?? NEW
  const known = customer.addresses.map((address) => ({
    value: address.id,
    label: address.full_name,
    detail: linesOf(address, country(address.country)).join(', '),
  }))
  return (
    <RadioCards
      {...form.field('address')}
      value={chosen}
      legend={t('address.saved')}
      cards={[...known, { value: NEW, label: t('address.another') }]}
    />
  )
}

function isRequired(name: AddressField): boolean {
  return (REQUIRED_FIELDS as readonly AddressField[]).includes(name)
}

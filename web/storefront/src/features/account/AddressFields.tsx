import { useTranslation } from 'react-i18next'
import { SelectField } from '../../ui/SelectField.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { AddressField } from './address.ts'
import { useCountries } from './countries.ts'

interface Binding {
  readonly name: string
  readonly value: string
  readonly error: string | undefined
  readonly required: boolean
  readonly onChange: (value: string) => void
}

interface AddressFieldsProps {
  readonly field: (name: AddressField) => Binding
  /** Which of a person's addresses the browser offers to fill in. */
  readonly kind?: 'shipping' | 'billing'
}

export function AddressFields({ field, kind = 'shipping' }: AddressFieldsProps) {
  const { t } = useTranslation('account')
  const fill = (what: string) => `${kind} ${what}`
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField {...field('full_name')} label={t('address.full_name')} autoComplete={fill('name')} maxLength={200} />
      <TextField
        {...field('phone_number')}
        label={t('address.phone_number')}
        hint={t('address.phone_hint')}
        type="tel"
        autoComplete={fill('tel')}
        maxLength={30}
      />
      <TextField
        {...field('line1')}
        label={t('address.line1')}
        hint={t('address.line1_hint')}
        autoComplete={fill('address-line1')}
        maxLength={200}
        className="sm:col-span-2"
      />
      <TextField
        {...field('line2')}
        label={t('address.line2')}
        autoComplete={fill('address-line2')}
        maxLength={200}
        className="sm:col-span-2"
      />
      <TextField {...field('city')} label={t('address.city')} autoComplete={fill('address-level2')} maxLength={200} />
      <TextField {...field('region')} label={t('address.region')} autoComplete={fill('address-level1')} maxLength={200} />
      <TextField
        {...field('postal_code')}
        label={t('address.postal_code')}
        autoComplete={fill('postal-code')}
        maxLength={20}
      />
      <SelectField
        {...field('country')}
        label={t('address.country')}
        options={useCountries()}
        autoComplete={fill('country')}
        placeholder={t('address.country_choose')}
      />
    </div>
  )
}

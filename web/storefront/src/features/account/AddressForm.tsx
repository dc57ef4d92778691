import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../app/api.ts'
import { useShop } from '../../app/shop.ts'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { Form, useForm } from '../../ui/Form.tsx'
import { useToast } from '../../ui/toast.ts'
import { addressOf, emptyAddress, isCallable, REQUIRED_FIELDS, valuesOf } from './address.ts'
import { AddressFields } from './AddressFields.tsx'
import { addressesQuery, type SavedAddress } from './queries.ts'

interface AddressFormProps {
  /** None for a new one. */
  readonly address: SavedAddress | undefined
  readonly done: () => void
}

export function AddressForm({ address, done }: AddressFormProps) {
  const { t } = useTranslation(['account', 'common'])
  const { countries } = useShop()
  const queryClient = useQueryClient()
  const toast = useToast()
  const form = useForm({
    initial: {
      ...(address ? valuesOf(address) : emptyAddress(countries[0]?.code ?? '')),
      is_default: address?.is_default ?? false,
    },
    required: REQUIRED_FIELDS,
    check: ({ phone_number }) =>
      phone_number && !isCallable(phone_number) ? { phone_number: t('common:field.phone_number') } : {},
    submit: async ({ is_default, ...values }) => {
      const body = { ...addressOf(values), is_default }
      if (address) {
        const params = { path: { address_id: address.id } }
        await api.PATCH('/api/v1/me/addresses/{address_id}', { params, body })
      } else {
        await api.POST('/api/v1/me/addresses', { body })
      }
      await queryClient.invalidateQueries({ queryKey: addressesQuery.queryKey })
      toast(t('addresses.saved'), { tone: 'success' })
      done()
    },
  })
  return (
    <Form form={form}>
      <AddressFields field={form.field} />
      <Checkbox {...form.checkbox('is_default')} label={t('addresses.is_default')} />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" busy={form.busy}>{t('addresses.save')}</Button>
        <Button variant="ghost" onClick={done}>{t('addresses.cancel')}</Button>
      </div>
    </Form>
  )
}

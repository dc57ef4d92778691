import { useTranslation } from 'react-i18next'
import type { FormState } from '../../ui/useForm.ts'
import { ProviderFields } from '../payment/ProviderFields.tsx'
import type { useProviders } from '../payment/useProviders.ts'
import { Step } from './Step.tsx'
import { payNumber, type CheckoutValues, type Customer } from './values.ts'

interface PaymentStepProps {
  readonly form: FormState<CheckoutValues>
  readonly customer: Customer
  readonly offer: ReturnType<typeof useProviders>
  readonly currency: string
  /** Whether the amount is known, which decides what can be chosen. */
  readonly isPriced: boolean
}

export function PaymentStep({ form, customer, offer, currency, isPriced }: PaymentStepProps) {
  const { t } = useTranslation('checkout')
  const number = {
    ...form.field('pay_number'),
    value: payNumber(form.values, customer),
    onChange: (typed: string) => {
      form.set('own_number', true)
      form.set('pay_number', typed)
    },
  }
  return (
    <Step title={t('payment.title')}>
      {isPriced ? (
        <ProviderFields offer={offer} currency={currency} provider={form.field('provider')} number={number} />
      ) : (
        <p>{t('payment.waiting')}</p>
      )}
      <p className="text-sm text-muted">{t('payment.later')}</p>
    </Step>
  )
}

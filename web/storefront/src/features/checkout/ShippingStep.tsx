import { Problem } from '@soko/client'
import type { UseQueryResult } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Money } from '../../ui/Money.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { RadioCards } from '../../ui/RadioCards.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import type { FormState } from '../../ui/useForm.ts'
import { useCountryName } from '../account/countries.ts'
import type { Quote } from './quote.ts'
import { Step } from './Step.tsx'
import type { CheckoutValues } from './values.ts'

interface ShippingStepProps {
  readonly form: FormState<CheckoutValues>
  readonly quote: UseQueryResult<Quote>
  readonly method: string
  readonly country: string
}

export function ShippingStep({ form, quote, method, country }: ShippingStepProps) {
  const { t } = useTranslation('checkout')
  return (
    <Step title={t('shipping.title')}>
      {country ? <Methods form={form} quote={quote} method={method} country={country} /> : <p>{t('shipping.waiting')}</p>}
    </Step>
  )
}

function Methods({ form, quote, method, country }: ShippingStepProps) {
  const { t } = useTranslation('checkout')
  const countryName = useCountryName()
  const days = useDays()
  const { data, error, refetch } = quote
  if (error) {
    const isNowhere = error instanceof Problem && 'shipping_address/country' in error.fields
    if (!isNowhere) return <ErrorState problem={error} retry={() => void refetch()} />
    return <Notice tone="warning" role="status">{t('shipping.none', { country: countryName(country) })}</Notice>
  }
  if (!data) return <Skeleton className="h-28 w-full" />
  return (
    <RadioCards
      {...form.field('shipping_method')}
      value={method}
      legend={t('shipping.choose')}
      hideLegend
      cards={data.shipping_methods.map(({ code, name, price, min_days, max_days }) => ({
        value: code,
        label: name,
        detail: days(min_days, max_days),
        aside: price.amount === 0 ? t('shipping.free') : <Money money={price} />,
      }))}
    />
  )
}

function useDays(): (least: number, most: number) => string {
  const { t } = useTranslation('checkout')
  return (least, most) =>
    least === 0 || least === most
      ? t('shipping.days', { count: most })
      : t('shipping.days_range', { min: least, max: most })
}

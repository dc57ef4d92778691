import { Problem } from '@soko/client'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../app/api.ts'
import { useShop } from '../../app/shop.ts'
import { Form, useForm } from '../../ui/Form.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { toast } from '../../ui/toast.ts'
import { addressOf } from '../account/address.ts'
import type { Cart } from '../cart/optimistic.ts'
import { cartChanged } from '../cart/query.ts'
import { dialled } from '../payment/phone.ts'
import { useProviders } from '../payment/useProviders.ts'
import { AddressStep } from './AddressStep.tsx'
import { faultsOf, type Fault } from './check.ts'
import { ContactStep } from './ContactStep.tsx'
import { draftOver, keepDraft } from './draft.ts'
import { isRefusal } from './intents.ts'
import { PaymentStep } from './PaymentStep.tsx'
import { usePlaceOrder } from './place.ts'
import { useQuote } from './quote.ts'
import { ShippingStep } from './ShippingStep.tsx'
import { ShortStock } from './ShortStock.tsx'
import { Step } from './Step.tsx'
import { Summary } from './Summary.tsx'
import { initialValues, payNumber, POINTERS, savedAddress, wishOf, type CheckoutValues, type Customer } from './values.ts'

interface CheckoutFormProps {
  readonly cart: Cart
  readonly customer: Customer
}

/** The whole checkout on one page: every change of it shows in the totals beside it. */
export function CheckoutForm({ cart, customer }: CheckoutFormProps) {
  const { t } = useTranslation(['checkout', 'common'])
  const { countries } = useShop()
  const place = usePlaceOrder()
  const form = useForm<CheckoutValues>({
    initial: draftOver(initialValues(customer, countries[0]?.code ?? '')),
    pointers: POINTERS,
    check: (values) => {
      const faults = Object.entries(faultsOf(values, customer, offer.chosen, cart.currency))
      return Object.fromEntries(faults.map(([name, fault]) => [name, textOf(fault)]))
    },
    submit: async (values) => {
      const wish = {
        order: wishOf(values, customer, cart.version, method),
        choice: choiceOf(values),
        total: quote.data?.total.amount ?? 0,
      }
      try {
        await place(wish)
      } catch (problem) {
        if (isRefusal(problem)) await cartChanged()
        throw problem
      }
      if (values.save_address && !savedAddress(values, customer)) await saveAddress(values)
    },
  })
  const { values } = form
  const saved = savedAddress(values, customer)
  const country = saved?.country ?? values.country
  const { quote, isAsking } = useQuote(cart, country, values.shipping_method)
  const offers = quote.data?.shipping_methods ?? []
  const isOffered = offers.some(({ code }) => code === values.shipping_method)
  const method = (isOffered ? values.shipping_method : quote.data?.shipping_method) ?? ''
  const offer = useProviders(quote.data?.total, values.provider)
  const isFree = quote.data?.total.amount === 0

  useEffect(() => keepDraft(values), [values])

  const textOf = (fault: Fault) => {
    if (fault === 'phone_prompt') return t('errors.phone_prompt')
    return fault === 'phone_number' ? t('common:field.phone_number') : t(`common:form.${fault}`)
  }
  const choiceOf = (said: CheckoutValues) => {
    if (!offer.chosen || isFree) return null
    const { code: provider, needs_phone_number } = offer.chosen
    return needs_phone_number
      ? { provider, phone_number: dialled(payNumber(said, customer)) }
      : { provider }
  }
  return (
    <Form form={form} className="grid gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,1fr)_24rem] lg:items-start">
      <div className="grid gap-6 lg:row-start-auto">
        <Safe problem={form.problem} />
        <ShortStock cart={cart} quote={quote.data} problem={form.problem} />
        <ContactStep form={form} customer={customer} />
        <AddressStep form={form} customer={customer} />
        <ShippingStep form={form} quote={quote} method={method} country={country} />
        {!isFree && <PaymentStep form={form} customer={customer} offer={offer} currency={cart.currency} isPriced={quote.data !== undefined} />}
        <Step title={t('notes.title')}>
          <TextField {...form.field('notes')} label={t('notes.label')} hint={t('notes.hint')} multiline rows={2} maxLength={1000} />
        </Step>
      </div>
      <Summary cart={cart} quote={quote.data} isAsking={isAsking} busy={form.busy} />
    </Form>
  )
}

/** An answer that was lost must not frighten anybody into ordering twice. */
function Safe({ problem }: { readonly problem: unknown }) {
  const { t } = useTranslation('checkout')
  const isLost = problem instanceof Problem && !isRefusal(problem)
  return isLost ? <p className="text-muted">{t('errors.safe')}</p> : null
}

/** The order stands either way: a full address book is no reason to say that it failed. */
async function saveAddress(values: CheckoutValues): Promise<void> {
  try {
    await api.POST('/api/v1/me/addresses', { body: { ...addressOf(values), is_default: false } })
  } catch (problem) {
    toast((problem as Error).message, { tone: 'warning' })
  }
}

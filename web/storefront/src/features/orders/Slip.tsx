import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useShop } from '../../app/shop.ts'
import { Button } from '../../ui/Button.tsx'
import { Money } from '../../ui/Money.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { PostalAddress } from '../account/PostalAddress.tsx'
import type { Payment } from '../payment/queries.ts'
import { nameOf, useProviders } from '../payment/useProviders.ts'
import { useMoments } from './moments.ts'
import type { Order } from './queries.ts'
import { SlipLines } from './SlipLines.tsx'
import { Totals } from './Totals.tsx'

interface SlipProps {
  readonly order: Order
  readonly payment: Payment | null
}

/** A receipt as one prints it. */
export function Slip({ order, payment }: SlipProps) {
  const { t } = useTranslation('orders')
  const { name } = useShop()
  const { day } = useMoments()
  return (
    <div className="page">
    <div className="mx-auto max-w-3xl py-6 sm:py-8 print:max-w-none print:p-0">
      <div className="mb-5 flex flex-wrap gap-3 print:hidden">
        <Button onClick={() => print()}>{t('slip.print')}</Button>
        <Button variant="ghost" href={`/orders/${order.id}`}>{t('slip.back')}</Button>
      </div>
      <article className="grid gap-6 rounded-2xl border border-line bg-surface p-6 sm:p-8 print:border-0 print:p-0">
        <header className="flex flex-wrap items-start justify-between gap-4">
          <PageTitle title={t('slip.title', { number: order.number })}>{t('slip.heading')}</PageTitle>
          <p className="text-xl font-bold">{name}</p>
        </header>
        <dl className="grid gap-4 sm:grid-cols-2">
          <Fact name={t('slip.number')}>{order.number}</Fact>
          <Fact name={t('slip.date')}>{day(order.created_at)}</Fact>
          <Fact name={t('slip.customer')}><PostalAddress address={order.billing_address} /></Fact>
          <Fact name={t('deliver_to')}><PostalAddress address={order.shipping_address} /></Fact>
        </dl>
        <SlipLines lines={order.items} />
        <Totals of={order} />
        <Settlement order={order} payment={payment} />
        <p>{t('slip.thanks')}</p>
      </article>
    </div>
    </div>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="mt-0.5">{children}</dd>
    </div>
  )
}

function Settlement({ order, payment }: SlipProps) {
  const { t } = useTranslation('orders')
  const { providers } = useProviders(order.total, '')
  const { paid, refunded, outstanding } = order.amounts
  const captured = payment?.attempts.filter(({ status }) => status === 'success') ?? []
  return (
    <dl className="grid gap-2 border-t border-line pt-4">
      {captured.map(({ id, provider, reference }) => (
        <Row key={id} name={t('slip.paid_with', { provider: nameOf(provider, providers) })}>
          {t('slip.reference')} {reference}
        </Row>
      ))}
      <Row name={t('slip.paid')}><Money money={paid} /></Row>
      {refunded.amount > 0 && <Row name={t('slip.refunded')}><Money money={refunded} /></Row>}
      {outstanding.amount > 0 && <Row name={t('slip.outstanding')}><Money money={outstanding} /></Row>}
    </dl>
  )
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-4">
      <dt>{name}</dt>
      <dd className="font-medium">{children}</dd>
    </div>
  )
}

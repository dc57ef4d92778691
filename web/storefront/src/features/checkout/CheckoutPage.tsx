import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../app/session.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { addressesQuery, meQuery } from '../account/queries.ts'
import { useCart } from '../cart/useCart.tsx'
import { CheckoutForm } from './CheckoutForm.tsx'
import { Unsettled, useUnsettled } from './Unsettled.tsx'

export function Component() {
  const { t } = useTranslation('checkout')
  return (
    <div className="page grid gap-6 py-6 sm:py-8">
      <PageTitle title={t('title')} />
      <Checkout />
    </div>
  )
}

function Checkout() {
  const { identity, restoring } = useSession()
  const lost = useUnsettled()
  const cart = useCart()
  const me = useQuery({ ...meQuery, enabled: identity !== undefined })
  const addresses = useQuery({ ...addressesQuery, enabled: identity !== undefined })
  if (lost.isOpen) return <Unsettled {...lost} />
  const problem = cart.error ?? me.error ?? addresses.error
  const retry = () => void Promise.all([cart.refetch(), identity && me.refetch(), identity && addresses.refetch()])
  const isKnown = !restoring && (!identity || (me.data && addresses.data))
  if (!cart.data || !isKnown) {
    return problem ? <ErrorState problem={problem} retry={retry} /> : <Waiting />
  }
  if (cart.data.items.length === 0) return <NothingToOrder />
  const customer = { me: identity && me.data, addresses: (identity && addresses.data) ?? [] }
  return <CheckoutForm key={identity?.sub ?? 'guest'} cart={cart.data} customer={customer} />
}

function NothingToOrder() {
  const { t } = useTranslation('checkout')
  return (
    <EmptyState
      title={t('empty.title')}
      text={t('empty.text')}
      icon="cart"
      action={<Button href="/">{t('empty.action')}</Button>}
    />
  )
}

function Waiting() {
  return (
    <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="grid gap-5">
        {[1, 2, 3].map((place) => <Skeleton key={place} className="h-48 w-full" />)}
      </div>
      <Skeleton className="h-96 w-full" />
    </div>
  )
}

import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { rememberedOrders } from '../../app/tokens.ts'
import { useSession } from '../../app/session.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { SignedIn } from '../account/SignedIn.tsx'
import { GuestOrders } from './GuestOrders.tsx'
import { OrderCard } from './OrderCard.tsx'
import { ordersQuery } from './queries.ts'

export function Component() {
  const { t } = useTranslation('orders')
  const { identity } = useSession()
  const remembered = rememberedOrders()
  const isGuest = !identity && remembered.length > 0
  return (
    <div className="page">
      <div className="mx-auto grid max-w-4xl gap-6 py-6 sm:py-8">
        <PageTitle title={t('history.title')} />
        {isGuest ? <GuestOrders ids={remembered} /> : <SignedIn><History /></SignedIn>}
      </div>
    </div>
  )
}

function History() {
  const { t } = useTranslation('orders')
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(ordersQuery)
  if (!data) return error ? <ErrorState problem={error} retry={() => void refetch()} /> : <Waiting />
  const orders = data.pages.flatMap(({ items }) => items)
  if (orders.length === 0) return <NoOrders />
  return (
    <>
      <ul className="grid gap-4">
        {orders.map((order) => <OrderCard key={order.id} order={order} />)}
      </ul>
      {error && <ErrorState problem={error} retry={() => void fetchNextPage()} />}
      {hasNextPage && !error && (
        <div>
          <Button variant="secondary" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('history.more')}
          </Button>
        </div>
      )}
      <p role="status" className="text-sm text-muted empty:hidden">{!hasNextPage && data.pages.length > 1 && t('history.all')}</p>
    </>
  )
}

function Waiting() {
  return (
    <div className="grid gap-4">
      {[1, 2, 3].map((place) => <Skeleton key={place} className="h-28 w-full" />)}
    </div>
  )
}

function NoOrders() {
  const { t } = useTranslation('orders')
  return (
    <EmptyState
      title={t('history.empty_title')}
      text={t('history.empty_text')}
      icon="receipt"
      action={<Button href="/">{t('history.browse')}</Button>}
    />
  )
}

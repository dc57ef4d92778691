import { Problem } from '@soko/client'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../app/session.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { PaymentPanel } from '../payment/PaymentPanel.tsx'
import { usePayment } from '../payment/queries.ts'
import { CancelOrder } from './CancelOrder.tsx'
import { Closed } from './Closed.tsx'
import { useLiveOrder } from './live.ts'
import { useMoments } from './moments.ts'
import { OrderDetails } from './OrderDetails.tsx'
import { OrderSkeleton } from './OrderPage.tsx'
import { OrderStatus } from './OrderStatus.tsx'
import type { Order } from './queries.ts'
import { Refunds } from './Refunds.tsx'

export function OrderView({ id }: { readonly id: string }) {
  const { restoring } = useSession()
  const { data: order, error, refetch, isLive } = useLiveOrder(id)
  if (order) return <Shown order={order} isLive={isLive} />
  if (restoring || !error) return <OrderSkeleton />
  if (error instanceof Problem && [401, 403, 404, 422].includes(error.status)) return <Closed />
  return <ErrorState problem={error} retry={() => void refetch()} />
}

interface ShownProps {
  readonly order: Order
  readonly isLive: boolean
}

function Shown({ order, isLive }: ShownProps) {
  const { t } = useTranslation('orders')
  const { day } = useMoments()
  const { data: paying } = usePayment(order.id)
  const may = (action: Order['allowed_actions'][number]) => order.allowed_actions.includes(action)
  return (
    <div className="page grid grid-cols-1 gap-6 py-6 sm:py-8">
      <div>
        <PageTitle title={t('order', { number: order.number })} className="wrap-anywhere" />
        <p className="mt-1 text-muted">{t('placed', { date: day(order.created_at) })}</p>
      </div>
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,1fr)_24rem] lg:items-start">
        <div className="grid grid-cols-1 gap-6">
          <OrderStatus order={order} payment={paying?.payment ?? null} />
          {!isLive && <p className="text-sm text-muted">{t('live.off')}</p>}
          {may('pay') && <PaymentPanel order={order} />}
          <Refunds payment={paying?.payment ?? null} />
          <div className="flex flex-wrap gap-3 empty:hidden">
            {hasReceipt(order) && (
              <Button variant="secondary" href={`/orders/${order.id}/receipt`}>{t('receipt')}</Button>
            )}
            {may('cancel') && <CancelOrder order={order} />}
          </div>
        </div>
        <OrderDetails order={order} />
      </div>
    </div>
  )
}

/** Something was paid, even if it was given back since. */
export function hasReceipt({ amounts, total, status }: Order): boolean {
  return amounts.paid.amount > 0 || (total.amount === 0 && status !== 'cancelled')
}

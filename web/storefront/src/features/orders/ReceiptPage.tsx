import { Problem } from '@soko/client'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useSession } from '../../app/session.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { paymentQuery } from '../payment/queries.ts'
import { Closed } from './Closed.tsx'
import { OrderSkeleton } from './OrderPage.tsx'
import { hasReceipt } from './OrderView.tsx'
import { orderQuery } from './queries.ts'
import { Slip } from './Slip.tsx'

export function Component() {
  const { id = '' } = useParams()
  const { restoring } = useSession()
  const order = useQuery(orderQuery(id))
  const payment = useQuery(paymentQuery(id))
  const problem = order.error ?? payment.error
  if (order.data && payment.data) {
    if (!hasReceipt(order.data)) return <NotPaidYet id={id} number={order.data.number} />
    return <Slip order={order.data} payment={payment.data.payment} />
  }
  if (restoring || !problem) return <OrderSkeleton />
  if (problem instanceof Problem && [401, 403, 404, 422].includes(problem.status)) return <Closed />
  return <ErrorState problem={problem} retry={() => void Promise.all([order.refetch(), payment.refetch()])} />
}

interface NotPaidYetProps {
  readonly id: string
  readonly number: string
}

function NotPaidYet({ id, number }: NotPaidYetProps) {
  const { t } = useTranslation('orders')
  return (
    <div className="page">
      <PageTitle title={t('slip.title', { number })} className="sr-only" />
      <EmptyState
        title={t('slip.unpaid_title')}
        text={t('slip.unpaid_text')}
        icon="receipt"
        action={<Button href={`/orders/${id}`}>{t('slip.back')}</Button>}
      />
    </div>
  )
}

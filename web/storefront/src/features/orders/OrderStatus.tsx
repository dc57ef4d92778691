import { formatMoney } from '@soko/client'
import { useTranslation } from 'react-i18next'
import { Notice } from '../../ui/Notice.tsx'
import { currentAttempt, type Payment } from '../payment/queries.ts'
import { useMoments } from './moments.ts'
import type { Order } from './queries.ts'
import { stageOf, TONES, type Stage } from './stage.ts'

interface OrderStatusProps {
  readonly order: Order
  readonly payment: Payment | null
}

/** How the order stands, in a word and a sentence; said aloud whenever it changes. */
export function OrderStatus({ order, payment }: OrderStatusProps) {
  const { t } = useTranslation('orders')
  const stage = stageOf(order, currentAttempt(payment))
  const about = useAbout(order, stage)
  return (
    <Notice tone={TONES[stage]} role="status">
      <p className="text-lg font-bold">{t(`status.${stage}`)}</p>
      <p className="text-ink">{about}</p>
      {order.cancellation?.state === 'denied' && <p className="text-ink">{t('about.denied')}</p>}
    </Notice>
  )
}

function useAbout(order: Order, stage: Stage): string {
  const { t, i18n } = useTranslation('orders')
  const { time } = useMoments()
  const amount = formatMoney(order.amounts.outstanding, i18n.language)
  switch (stage) {
    case 'pending':
    case 'failed':
      return order.expires_at
        ? t(`about.${stage}`, { time: time(order.expires_at) })
        : t(`about.${stage}_open`)
    case 'shipped':
      return order.shipment
        ? t('about.shipped', { carrier: order.shipment.carrier, tracking: order.shipment.tracking_number })
        : t('about.shipped_plain')
    case 'cancelled':
      return t(`about.${reasonOf(order)}`)
    default:
      return t(`about.${stage}`, { amount })
  }
}

function reasonOf({ cancellation }: Order) {
  if (cancellation?.reason === 'expired') return 'cancelled_expired'
  return cancellation?.reason === 'stock_refused' ? 'cancelled_stock' : 'cancelled'
}

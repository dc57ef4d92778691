import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Money } from '../../ui/Money.tsx'
import { LinePicture } from './LinePicture.tsx'
import { useMoments } from './moments.ts'
import type { Order } from './queries.ts'
import { stageOf } from './stage.ts'

const PICTURES = 4

/** An order among others; all of it leads to its page. */
export function OrderCard({ order }: { readonly order: Order }) {
  const { t } = useTranslation('orders')
  const { day } = useMoments()
  const count = order.items.reduce((sum, { quantity }) => sum + quantity, 0)
  return (
    <li className="relative grid gap-3 rounded-2xl border border-line bg-surface p-5 hover:border-ink">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="font-bold">
          <Link to={`/orders/${order.id}`} className="after:absolute after:inset-0 after:rounded-2xl">
            {t('order', { number: order.number })}
          </Link>
        </h2>
        <p className="font-medium">{t(`status.${stageOf(order)}`)}</p>
      </div>
      <div className="flex flex-wrap items-center justify-between gap-4">
        <div className="flex gap-2">
          {order.items.slice(0, PICTURES).map((line) => (
            <LinePicture key={line.variant_id} url={line.image_url} />
          ))}
        </div>
        <p className="text-right">
          <span className="block font-bold"><Money money={order.total} /></span>
          <span className="block text-sm text-muted">
            {t('history.items', { count })} · {day(order.created_at)}
          </span>
        </p>
      </div>
    </li>
  )
}

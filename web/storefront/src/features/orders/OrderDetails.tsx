import { useTranslation } from 'react-i18next'
import { PostalAddress } from '../account/PostalAddress.tsx'
import { Lines } from './Lines.tsx'
import type { Order } from './queries.ts'
import { Totals } from './Totals.tsx'

/** What was ordered, what it costs and where it goes. */
export function OrderDetails({ order }: { readonly order: Order }) {
  const { t } = useTranslation('orders')
  const isBilledElsewhere = JSON.stringify(order.billing_address) !== JSON.stringify(order.shipping_address)
  return (
    <div className="grid grid-cols-1 gap-6 rounded-2xl border border-line bg-surface p-5">
      <section className="grid grid-cols-1 gap-4">
        <h2 className="text-xl font-bold">{t('items')}</h2>
        <Lines lines={order.items} />
        <Totals of={order} />
      </section>
      <section className="grid gap-2 border-t border-line pt-5">
        <h2 className="font-bold">{t('deliver_to')}</h2>
        <PostalAddress address={order.shipping_address} />
      </section>
      {isBilledElsewhere && (
        <section className="grid gap-2 border-t border-line pt-5">
          <h2 className="font-bold">{t('bill_to')}</h2>
          <PostalAddress address={order.billing_address} />
        </section>
      )}
      {order.notes && (
        <section className="grid gap-2 border-t border-line pt-5">
          <h2 className="font-bold">{t('notes')}</h2>
          <p className="whitespace-pre-line">{order.notes}</p>
        </section>
      )}
    </div>
  )
}

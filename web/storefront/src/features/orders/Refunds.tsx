import { formatMoney } from '@soko/client'
import { useTranslation } from 'react-i18next'
import type { Payment } from '../payment/queries.ts'

/** Money on its way back, and where it is. */
export function Refunds({ payment }: { readonly payment: Payment | null }) {
  const { t, i18n } = useTranslation('orders')
  if (!payment || payment.refunds.length === 0) return null
  return (
    <section className="grid gap-2 rounded-2xl border border-line bg-surface p-5">
      <h2 className="font-bold">{t('refunds.title')}</h2>
      <div role="status">
        <ul className="grid gap-1">
          {payment.refunds.map(({ id, status, amount }) => (
            <li key={id}>{t(`refunds.${status}`, { amount: formatMoney(amount, i18n.language) })}</li>
          ))}
        </ul>
      </div>
    </section>
  )
}

import { useQueries } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { loginFor } from '../account/next.ts'
import { OrderCard } from './OrderCard.tsx'
import { orderQuery } from './queries.ts'

const SHOWN = 20

/** The orders whose tokens this browser keeps, newest first. */
export function GuestOrders({ ids }: { readonly ids: readonly string[] }) {
  const { t } = useTranslation('orders')
  const newest = ids.slice(-SHOWN).reverse()
  const orders = useQueries({ queries: newest.map((id) => orderQuery(id)) })
  return (
    <>
      <p>
        {t('history.guest')} <Link className="link" to={loginFor('/orders')}>{t('closed.sign_in')}</Link>
      </p>
      <ul className="grid gap-4">
        {orders.map(({ data, error }, place) => {
          if (data) return <OrderCard key={data.id} order={data} />
          return error ? null : <li key={newest[place]}><Skeleton className="h-28 w-full" /></li>
        })}
      </ul>
    </>
  )
}

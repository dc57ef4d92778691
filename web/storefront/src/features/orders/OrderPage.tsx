import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate, useParams } from 'react-router'
import { rememberOrder } from '../../app/tokens.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { mailedToken } from './mailLink.ts'
import { OrderView } from './OrderView.tsx'

export function Component() {
  const { id = '' } = useParams()
  const isReady = useTidyAddress(id)
  return isReady ? <OrderView key={id} id={id} /> : <OrderSkeleton />
}

/** Keep the token that a mail brought, and take it, and what a provider added, off the address. */
function useTidyAddress(id: string): boolean {
  const { hash, search, pathname } = useLocation()
  const navigate = useNavigate()
  const token = mailedToken(hash, id)
  useEffect(() => {
    if (token) rememberOrder(id, token)
    if (token || search) void navigate(pathname, { replace: true })
  }, [id, token, search, pathname, navigate])
  return token === undefined
}

export function OrderSkeleton() {
  const { t } = useTranslation('orders')
  return (
    <div className="page grid gap-5 py-8">
      <p role="status" className="sr-only">{t('loading')}</p>
      <Skeleton className="h-10 w-72" />
      <Skeleton className="h-24 w-full" />
      <Skeleton className="h-64 w-full" />
    </div>
  )
}

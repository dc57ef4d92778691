import { lazy, Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'react-router'

import { useCell } from '../../app/cell.ts'
import { Icon } from '../../ui/Icon.tsx'
import { toasts } from '../../ui/toast.ts'
import { cartOpen } from './open.ts'
import { useCart } from './useCart.tsx'

// The drawer comes when somebody reaches for it.
const fetchDrawer = () => import('./CartDrawer.tsx')
const CartDrawer = lazy(fetchDrawer)
const prepare = () => void fetchDrawer()

export function CartButton() {
  const { t } = useTranslation('cart')
  const { data: cart } = useCart()
  const count = cart?.item_count ?? 0
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      onPointerEnter={prepare}
      onFocus={prepare}
      onClick={() => cartOpen.set(true)}
      className="relative inline-flex h-11 min-w-11 cursor-pointer items-center justify-center gap-2 rounded-full px-2 font-semibold hover:bg-raised lg:px-4"
    >
      <Icon name="cart" />
      <span className="sr-only">{count > 0 ? t('button_some', { count }) : t('button')}</span>
      <span aria-hidden="true" className="hidden lg:inline">{t('button')}</span>
      {count > 0 && (
        <span aria-hidden="true" className="absolute -top-0.5 -right-0.5 grid h-5 min-w-5 place-items-center rounded-full bg-brand px-1 text-xs font-bold text-on-brand tabular-nums lg:static lg:h-6 lg:min-w-6">
          {count}
        </span>
      )}
    </button>
  )
}

/** Where the drawer opens; it closes when one goes elsewhere. */
export function CartPlace() {
  const open = useCell(cartOpen)
  const { pathname } = useLocation()
  useEffect(() => () => cartOpen.set(false), [pathname])
  useEffect(() => {
    // What was just added now lies in view.
    if (open) toasts.set([])
  }, [open])
  return <Suspense>{open && <CartDrawer />}</Suspense>
}

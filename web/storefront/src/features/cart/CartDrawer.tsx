import { useTranslation } from 'react-i18next'

import { useCell } from '../../app/cell.ts'
import { Button } from '../../ui/Button.tsx'
import { Drawer } from '../../ui/Drawer.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Money } from '../../ui/Money.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { CartLine } from './CartLine.tsx'
import { cartOpen } from './open.ts'
import type { Cart } from './optimistic.ts'
import { QuoteHint } from './QuoteHint.tsx'
import { useCart } from './useCart.tsx'

const close = () => cartOpen.set(false)

export default function CartDrawer() {
  const { t } = useTranslation('cart')
  const open = useCell(cartOpen)
  const { data: cart, error, refetch } = useCart()
  const filled = cart && cart.items.length > 0
  return (
    <Drawer open={open} close={close} title={t('title')} footer={filled ? <Sum cart={cart} /> : undefined}>
      {cart ? <Lines cart={cart} /> : error ? <ErrorState problem={error} retry={() => void refetch()} /> : <Places />}
    </Drawer>
  )
}

function Lines({ cart }: { readonly cart: Cart }) {
  const { t } = useTranslation('cart')
  if (cart.items.length === 0) {
    return (
      <EmptyState
        icon="cart"
        title={t('empty')}
        text={t('empty_text')}
        action={<Button onClick={close}>{t('go_on')}</Button>}
      />
    )
  }
  return (
    <>
      {cart.warnings.length > 0 && (
        <div className="mb-4"><Notice tone="warning" role="status">{t('warned')}</Notice></div>
      )}
      <ul className="grid gap-5">
        {cart.items.map((item) => <CartLine key={item.variant_id} item={item} />)}
      </ul>
    </>
  )
}

function Sum({ cart }: { readonly cart: Cart }) {
  const { t } = useTranslation('cart')
  return (
    <div className="grid gap-3">
      <div role="status" className="flex items-baseline justify-between text-lg font-bold">
        <span>{t('subtotal')}</span>
        <Money money={cart.subtotal} />
      </div>
      <QuoteHint cart={cart} />
      <Button href="/checkout" onClick={close} wide>{t('checkout')}</Button>
    </div>
  )
}

function Places() {
  return (
    <div className="grid gap-5">
      <Skeleton className="h-24 w-full" />
      <Skeleton className="h-24 w-full" />
    </div>
  )
}

import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { useQuantity } from '../cart/changes.ts'
import type { Cart } from '../cart/optimistic.ts'
import type { Quote } from './quote.ts'
import { shortagesOf, type Shortage } from './shortages.ts'

interface ShortStockProps {
  readonly cart: Cart
  readonly quote: Quote | undefined
  readonly problem: unknown
}

/** What the cart holds more of than there is, each with what to do about it; and changed prices. */
export function ShortStock({ cart, quote, problem }: ShortStockProps) {
  const { t } = useTranslation('checkout')
  const shortages = shortagesOf(cart, quote, problem)
  return (
    <>
      {cart.warnings.includes('price_changed') && (
        <Notice tone="warning" role="status">{t('changed.price')}</Notice>
      )}
      {cart.warnings.includes('quantity_reduced') && (
        <Notice tone="warning" role="status">{t('changed.quantity')}</Notice>
      )}
      {shortages.length > 0 && (
        <Notice tone="warning" role="alert">
          <p className="font-semibold">{t('changed.short_title')}</p>
          <ul className="mt-2 grid gap-3">
            {shortages.map((shortage) => <Short key={shortage.itemId} shortage={shortage} />)}
          </ul>
        </Notice>
      )}
    </>
  )
}

function Short({ shortage: { itemId, name, requested, available } }: { readonly shortage: Shortage }) {
  const { t } = useTranslation('checkout')
  const { mutate, isPending } = useQuantity()
  return (
    <li className="grid justify-items-start gap-2 text-ink">
      {available > 0 ? t('changed.short', { count: available, name, requested }) : t('changed.gone', { name })}
      <Button variant="secondary" busy={isPending} onClick={() => mutate({ itemId, quantity: available })}>
        {available > 0 ? t('changed.reduce', { count: available, name }) : t('changed.remove', { name })}
      </Button>
    </li>
  )
}

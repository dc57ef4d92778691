import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Quantity } from '../../ui/Quantity.tsx'
import { useAddToCart } from '../cart/useCart.tsx'
import type { Product, Variant } from './queries.ts'
import { limitsOf } from './variants.ts'

interface BuyBoxProps {
  readonly product: Product
  readonly variant: Variant | undefined
}

/** How many, and into the cart. */
export function BuyBox({ product, variant }: BuyBoxProps) {
  const { t } = useTranslation('catalog')
  const { min, max } = limitsOf(product, variant)
  const [wanted, setWanted] = useState(min)
  const add = useAddToCart()
  const quantity = Math.min(wanted, Math.max(min, max))
  const price = variant?.price ?? product.price
  const buyable = max >= min && price !== null
  return (
    <div className="grid gap-4">
      <StockLine available={variant?.available_quantity ?? 0} />
      <div className="flex flex-wrap items-center gap-3">
        {buyable && <Quantity value={quantity} onChange={setWanted} min={min} max={max} />}
        <Button
          className="min-w-44 grow sm:grow-0"
          disabled={!buyable}
          onClick={() => variant && add({ product, variant, quantity })}
        >
          <Icon name="cart" className="size-5" />
          {t('product.add')}
        </Button>
      </div>
      {!buyable && (
        <p>
          <Link className="link" to={`/c/${product.category.slug}`}>{t('stock.similar')}</Link>
        </p>
      )}
      {buyable && <QuantityNote min={min} max={product.max_order_quantity} />}
    </div>
  )
}

function StockLine({ available }: { readonly available: number }) {
  const { t } = useTranslation('catalog')
  if (available <= 0) return <p className="font-medium text-bad">{t('stock.none')}</p>
  if (available <= 5) return <p className="font-medium text-warn">{t('stock.few', { count: available })}</p>
  return (
    <p className="flex items-center gap-1.5 font-medium text-good">
      <Icon name="check" className="size-5" />
      {t('stock.some')}
    </p>
  )
}

function QuantityNote({ min, max }: { readonly min: number; readonly max: number | null }) {
  const { t } = useTranslation('catalog')
  const notes = [
    min > 1 && t('product.at_least', { count: min }),
    max !== null && t('product.at_most', { count: max }),
  ].filter(Boolean)
  return notes.length > 0 && <p className="text-sm text-muted">{notes.join(' ')}</p>
}

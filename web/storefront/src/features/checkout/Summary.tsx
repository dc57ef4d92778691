import { Trans, useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useShop } from '../../app/shop.ts'
import { Button } from '../../ui/Button.tsx'
import { Money } from '../../ui/Money.tsx'
import { cartOpen } from '../cart/open.ts'
import type { Cart } from '../cart/optimistic.ts'
import { LineNote } from '../orders/LineNote.tsx'
import { LinePicture } from '../orders/LinePicture.tsx'
import { Totals } from '../orders/Totals.tsx'
import type { Quote } from './quote.ts'

interface SummaryProps {
  readonly cart: Cart
  readonly quote: Quote | undefined
  readonly isAsking: boolean
  readonly busy: boolean
}

/** What is bought and what it costs, and the button that buys it. */
export function Summary({ cart, quote, isAsking, busy }: SummaryProps) {
  const { t } = useTranslation('checkout')
  return (
    <section
      aria-labelledby="checkout-summary"
      className="grid gap-5 rounded-2xl border border-line bg-surface p-5 lg:sticky lg:top-24"
    >
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <h2 id="checkout-summary" className="text-xl font-bold">{t('summary.title')}</h2>
        <Button variant="ghost" className="-mx-5 whitespace-nowrap" onClick={() => cartOpen.set(true)}>
          {t('summary.edit')}
        </Button>
      </div>
      <ul className="grid gap-3">
        {cart.items.map((item) => (
          <li key={item.variant_id} className="flex items-center gap-3">
            <LinePicture url={item.image_url} />
            <div className="min-w-0 grow">
              <p className="font-medium">{item.name}</p>
              <LineNote options={item.options} quantity={item.quantity} />
            </div>
            {item.line_total && <Money money={item.line_total} />}
          </li>
        ))}
      </ul>
      <div role="status" aria-busy={isAsking}>
        {quote ? <Totals of={quote} /> : <p className="text-muted">{t('summary.pending')}</p>}
      </div>
      <Terms />
      {/* Nobody orders at a price that was not shown. */}
      <Button type="submit" busy={busy} disabled={isAsking} wide>{t('place')}</Button>
    </section>
  )
}

function Terms() {
  const { t } = useTranslation('checkout')
  const { legal } = useShop()
  if (!legal.terms) return null
  return (
    <p className="text-sm text-muted">
      <Trans t={t} i18nKey="terms" components={{ terms: <Link className="link" to="/legal/terms" /> }} />
    </p>
  )
}

import { body } from '@soko/client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'

import { api } from '../../app/api.ts'
import { useShop } from '../../app/shop.ts'
import { Money } from '../../ui/Money.tsx'
import { isPending, type Cart } from './optimistic.ts'

/** What comes on top, sent within the shop's first country; the checkout asks for the real one. */
export function QuoteHint({ cart }: { readonly cart: Cart }) {
  const { t, i18n } = useTranslation('cart')
  const { countries } = useShop()
  const country = countries[0]?.code
  const { data: quote } = useQuery({
    queryKey: ['cart', 'quote', cart.id, cart.version, cart.currency, country],
    queryFn: () =>
      body(api.POST('/api/v1/cart/quote', { body: { shipping_address: { country: country ?? '' } } })),
    enabled: country !== undefined && cart.id !== null && !cart.items.some(isPending),
    placeholderData: keepPreviousData,
    retry: false,
  })
  // Without an answer there is no hint: the checkout says what is wrong, and offers a way on.
  if (!quote || country === undefined) return <p className="min-h-10 text-sm text-muted">{t('hint.later')}</p>
  const where = new Intl.DisplayNames(i18n.language, { type: 'region' }).of(country) ?? country
  return (
    <p className="min-h-10 text-sm text-muted">
      {t('hint.delivery', { country: where })} <Money money={quote.shipping} />
      {'. '}
      {quote.tax_included ? t('hint.tax_included') : t('hint.tax_added')}
    </p>
  )
}

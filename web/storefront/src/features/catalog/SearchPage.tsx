import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'

import { useCurrency } from '../../app/currency.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SearchBox } from '../layout/SearchBox.tsx'
import { Filters } from './Filters.tsx'
import { filtersOf, listingOf } from './filters.ts'
import { ProductGrid } from './ProductGrid.tsx'
import { productsQuery, type Listing } from './queries.ts'

export function Component() {
  const { t } = useTranslation('catalog')
  const [query] = useSearchParams()
  const [currency] = useCurrency()
  const q = (query.get('q') ?? '').trim()
  const listing = { ...listingOf(filtersOf(query), currency), q }
  return (
    <div className="page grid gap-5 py-6">
      <PageTitle title={q ? t('search.title', { words: q }) : t('search.title_empty')} />
      <SearchBox key={q} words={q} className="md:hidden" />
      {q ? <Found listing={listing} /> : <EmptyState title={t('search.begin')} text={t('search.begin_text')} />}
    </div>
  )
}

function Found({ listing }: { readonly listing: Listing }) {
  const { t } = useTranslation('catalog')
  const { data, isPlaceholderData } = useInfiniteQuery(productsQuery(listing))
  const total = data?.pages[0]?.total
  return (
    <>
      <p role="status" className="min-h-6 text-muted">
        {!isPlaceholderData && typeof total === 'number' && t('list.products', { count: total })}
      </p>
      <Filters byRelevance />
      <ProductGrid
        listing={listing}
        empty={
          <EmptyState
            title={t('search.none')}
            text={t('search.none_text')}
            action={<Button href="/">{t('list.home')}</Button>}
          />
        }
      />
    </>
  )
}

import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { CardSkeleton, ProductCard } from './ProductCard.tsx'
import { productsQuery, type Listing } from './queries.ts'

const GRID = 'grid grid-cols-2 gap-x-4 gap-y-7 sm:grid-cols-3 lg:grid-cols-4 lg:gap-x-6'
/** Pages that come by scrolling alone; then one asks, so that the end of the page can be reached. */
const BY_SCROLLING = 4
const ABOVE_THE_FOLD = 4

interface ProductGridProps {
  readonly listing: Listing
  /** What to show where nothing is found. */
  readonly empty: ReactNode
  /** How many places to keep while it loads. */
  readonly places?: number
  /** Not the page's main list: its pictures may wait. */
  readonly below?: boolean
}

/** A list that goes on as one scrolls. */
export function ProductGrid({ listing, empty, places = 8, below = false }: ProductGridProps) {
  const { t } = useTranslation('catalog')
  const list = useInfiniteQuery(productsQuery(listing))
  const products = list.data?.pages.flatMap((page) => page.items)
  if (!products && list.error) return <ErrorState problem={list.error} retry={() => void list.refetch()} />
  if (!products) return <GridSkeleton places={places} />
  if (products.length === 0) return empty
  const more = () => void list.fetchNextPage()
  return (
    <div aria-busy={list.isPlaceholderData} className="transition-opacity aria-busy:opacity-50">
      <ul className={GRID}>
        {products.map((product, place) => (
          <ProductCard key={product.id} product={product} first={!below && place < ABOVE_THE_FOLD} />
        ))}
        {list.isFetchingNextPage && <Places count={4} />}
      </ul>
      {list.isFetchNextPageError && <ErrorState problem={list.error} retry={more} />}
      {list.hasNextPage && !list.isFetchNextPageError && (
        <div className="mt-8 flex justify-center">
          {(list.data?.pages.length ?? 0) < BY_SCROLLING && !list.isFetching && <WhenNear then={more} />}
          <Button variant="secondary" busy={list.isFetchingNextPage} onClick={more}>{t('list.more')}</Button>
        </div>
      )}
    </div>
  )
}

export function GridSkeleton({ places }: { readonly places: number }) {
  const { t } = useTranslation()
  return (
    <div role="status">
      <span className="sr-only">{t('state.loading')}</span>
      <ul className={GRID} aria-hidden="true"><Places count={places} /></ul>
    </div>
  )
}

function Places({ count }: { readonly count: number }) {
  return Array.from({ length: count }, (_, place) => <CardSkeleton key={place} />)
}

/** Calls when it comes near the screen. */
function WhenNear({ then }: { readonly then: () => void }) {
  const mark = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const watch = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) then()
      },
      { rootMargin: '600px' },
    )
    if (mark.current) watch.observe(mark.current)
    return () => watch.disconnect()
  })
  return <span ref={mark} aria-hidden="true" />
}

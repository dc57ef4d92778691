import { Problem } from '@soko/client'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'

import { useCurrency } from '../../app/currency.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { NotFound } from '../layout/NotFound.tsx'
import { Breadcrumbs } from './Breadcrumbs.tsx'
import { Filters } from './Filters.tsx'
import { filtersOf, listingOf } from './filters.ts'
import { ProductGrid } from './ProductGrid.tsx'
import { categoriesQuery, categoryQuery, type Category } from './queries.ts'
import { translated } from './translated.ts'

export function Component() {
  const { slug = '' } = useParams()
  const { data: category, error, refetch } = useQuery(categoryQuery(slug))
  if (error instanceof Problem && error.status === 404) return <NotFound />
  if (error && !category) return <ErrorState problem={error} retry={() => void refetch()} />
  return (
    <div className="page grid gap-5 py-6">
      {category ? <Heading key={category.id} category={category} /> : <HeadingSkeleton />}
      <Filters />
      <Listed slug={slug} />
    </div>
  )
}

function Heading({ category }: { readonly category: Category }) {
  const { i18n } = useTranslation()
  const { data: all } = useQuery(categoriesQuery)
  const below = all?.filter(({ parent_id: parent, product_count: count }) => parent === category.id && count > 0)
  return (
    <>
      <Breadcrumbs categoryId={category.parent_id} />
      <PageTitle title={translated(category, 'name', i18n.language)} />
      <ul className="flex min-h-11 flex-wrap gap-2">
        {below?.map((child) => (
          <li key={child.id}>
            <Button variant="secondary" href={`/c/${child.slug}`}>{translated(child, 'name', i18n.language)}</Button>
          </li>
        ))}
      </ul>
    </>
  )
}

function HeadingSkeleton() {
  return (
    <>
      <Skeleton className="h-7 w-40" />
      <Skeleton className="h-10 w-64" />
      <Skeleton className="h-11 w-full max-w-md" />
    </>
  )
}

function Listed({ slug }: { readonly slug: string }) {
  const { t } = useTranslation('catalog')
  const [currency] = useCurrency()
  const [query] = useSearchParams()
  const filters = filtersOf(query)
  const filtered = query.size > 0
  return (
    <ProductGrid
      listing={{ ...listingOf(filters, currency), category: slug }}
      empty={
        <EmptyState
          title={filtered ? t('list.none_filtered') : t('list.none')}
          text={filtered ? t('list.none_filtered_text') : t('list.none_text')}
          action={
            filtered ? (
              <Link className="link" to={`/c/${slug}`}>{t('filter.clear')}</Link>
            ) : (
              <Link className="link" to="/">{t('list.home')}</Link>
            )
          }
        />
      }
    />
  )
}

import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

import { ErrorState } from '../../ui/ErrorState.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { categoriesQuery } from './queries.ts'
import { translated } from './translated.ts'

/** The top of the tree, as doors. */
export function CategoryTiles() {
  const { t, i18n } = useTranslation('catalog')
  const { data, error, refetch } = useQuery(categoriesQuery)
  if (!data && error) return <ErrorState problem={error} retry={() => void refetch()} />
  const top = data?.filter((category) => category.parent_id === null && category.product_count > 0)
  return (
    <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
      {top?.map((category) => (
        <li key={category.id}>
          <Link
            to={`/c/${category.slug}`}
            className="flex h-24 items-center justify-between gap-3 rounded-2xl border border-line bg-surface px-5 hover:border-brand-text"
          >
            <span>
              <span className="block text-lg font-semibold">{translated(category, 'name', i18n.language)}</span>
              <span className="text-sm text-muted">{t('list.products', { count: category.product_count })}</span>
            </span>
            <Icon name="next" className="size-5 text-brand-text" />
          </Link>
        </li>
      )) ?? Array.from({ length: 4 }, (_, place) => <li key={place}><Skeleton className="h-24 rounded-2xl" /></li>)}
    </ul>
  )
}

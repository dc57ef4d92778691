import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

import { categoriesQuery, type Category } from './queries.ts'
import { translated } from './translated.ts'

const STEP = 'inline-flex min-h-7 items-center text-muted hover:underline'

/** The way from the front page down to a category, each step a link. */
export function Breadcrumbs({ categoryId }: { readonly categoryId: string | null }) {
  const { t, i18n } = useTranslation()
  const { data: all } = useQuery(categoriesQuery)
  return (
    <nav aria-label={t('nav.breadcrumbs')} className="min-h-7 text-sm">
      <ol className="flex gap-x-2 overflow-x-auto whitespace-nowrap sm:flex-wrap">
        <li><Link to="/" className={STEP}>{t('nav.home')}</Link></li>
        {wayTo(all ?? [], categoryId).map((category) => (
          <li key={category.id} className="flex items-center gap-2 before:text-muted before:content-['/']">
            <Link to={`/c/${category.slug}`} className={STEP}>
              {translated(category, 'name', i18n.language)}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  )
}

function wayTo(all: readonly Category[], id: string | null): readonly Category[] {
  const category = all.find((one) => one.id === id)
  return category ? [...wayTo(all, category.parent_id), category] : []
}

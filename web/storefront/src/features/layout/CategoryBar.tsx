import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'

import { categoriesQuery } from '../catalog/queries.ts'
import { translated } from '../catalog/translated.ts'

/** The top of the tree, where there is room for it; a phone has it in the menu. */
export function CategoryBar() {
  const { t, i18n } = useTranslation()
  const { data } = useQuery(categoriesQuery)
  const top = data?.filter((category) => category.parent_id === null && category.product_count > 0)
  return (
    <nav aria-label={t('nav.categories')} className="page hidden h-11 overflow-x-auto md:block">
      <ul className="-ml-3 flex">
        {top?.map((category) => (
          <li key={category.id}>
            <NavLink
              to={`/c/${category.slug}`}
              className="inline-flex h-11 items-center rounded-full px-3 whitespace-nowrap text-muted hover:text-ink hover:underline aria-[current=page]:font-semibold aria-[current=page]:text-ink"
            >
              {translated(category, 'name', i18n.language)}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}

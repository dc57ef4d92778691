import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

import { Drawer } from '../../ui/Drawer.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { categoriesQuery, type Category } from '../catalog/queries.ts'
import { translated } from '../catalog/translated.ts'
import { Preferences } from './Preferences.tsx'

/** Categories, orders and preferences for a small screen. */
export default function MenuDrawer({ close }: { readonly close: () => void }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(categoriesQuery)
  return (
    <Drawer open side="start" close={close} title={t('nav.menu')}>
      <nav aria-label={t('nav.categories')}>
        {!data && error && <ErrorState problem={error} retry={() => void refetch()} />}
        {data ? <Tree all={data} parent={null} close={close} /> : !error && <Skeleton className="h-64 w-full" />}
      </nav>
      <nav aria-label={t('nav.main')} className="my-4 border-y border-line py-2">
        <Link to="/orders" onClick={close} className="flex min-h-11 items-center font-medium">{t('nav.orders')}</Link>
      </nav>
      <Preferences />
    </Drawer>
  )
}

interface TreeProps {
  readonly all: readonly Category[]
  readonly parent: string | null
  readonly close: () => void
}

/** Two levels of it; what is below them stands on their pages. */
function Tree({ all, parent, close }: TreeProps) {
  const { i18n } = useTranslation()
  const here = all.filter(({ parent_id: above, product_count: count }) => above === parent && count > 0)
  if (here.length === 0) return null
  return (
    <ul className={parent === null ? '' : 'ml-2 border-l border-line pl-4'}>
      {here.map((category) => (
        <li key={category.id}>
          <Link
            to={`/c/${category.slug}`}
            onClick={close}
            className={`flex min-h-11 items-center ${parent === null ? 'font-semibold' : 'text-muted'}`}
          >
            {translated(category, 'name', i18n.language)}
          </Link>
          {parent === null && <Tree all={all} parent={category.id} close={close} />}
        </li>
      ))}
    </ul>
  )
}

import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

import { useShop } from '../../app/shop.ts'
import { legalTitle } from './legal.ts'

export function Footer() {
  const { t } = useTranslation()
  const { name, legal } = useShop()
  return (
    <footer className="mt-12 print:hidden border-t border-line bg-surface">
      <div className="page flex flex-wrap items-center justify-between gap-x-8 gap-y-2 py-6 text-sm">
        <p className="font-semibold">{name}</p>
        <nav aria-label={t('nav.footer')}>
          <ul className="flex flex-wrap gap-x-6">
            <li><Link to="/orders" className="inline-flex min-h-9 items-center hover:underline">{t('nav.orders')}</Link></li>
            {Object.keys(legal).map((key) => (
              <li key={key}>
                <Link to={`/legal/${key}`} className="inline-flex min-h-9 items-center hover:underline">{legalTitle(key)}</Link>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </footer>
  )
}

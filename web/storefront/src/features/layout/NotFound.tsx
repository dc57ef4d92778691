import { useTranslation } from 'react-i18next'

import { Button } from '../../ui/Button.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'

export function NotFound() {
  const { t } = useTranslation()
  return (
    <div className="page flex flex-col items-center gap-4 py-20 text-center">
      <p aria-hidden="true" className="text-6xl font-extrabold text-brand-text">404</p>
      <PageTitle title={t('not_found.title')} />
      <p className="text-muted">{t('not_found.text')}</p>
      <div className="mt-2 flex flex-wrap justify-center gap-3">
        <Button href="/">{t('action.to_shop')}</Button>
        <Button href="/search" variant="secondary">{t('nav.search')}</Button>
      </div>
    </div>
  )
}

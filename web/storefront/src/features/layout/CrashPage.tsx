import { useTranslation } from 'react-i18next'

import { Button } from '../../ui/Button.tsx'

/** A page's code did not arrive, or broke: as after a release, or on a line that comes and goes. */
export function CrashPage() {
  const { t } = useTranslation()
  return (
    <main role="alert" className="page flex min-h-dvh flex-col items-center justify-center gap-4 text-center">
      <h1 className="text-3xl font-bold">{t('failed.page')}</h1>
      <p className="text-muted">{t('failed.page_text')}</p>
      <div className="mt-2 flex flex-wrap justify-center gap-3">
        <Button onClick={() => location.reload()}>{t('action.retry')}</Button>
        <Button variant="secondary" onClick={() => location.assign('/')}>{t('action.to_shop')}</Button>
      </div>
    </main>
  )
}

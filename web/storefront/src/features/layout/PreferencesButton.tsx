import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'

import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'

const PreferencesDialog = lazy(() => import('./PreferencesDialog.tsx'))

export function PreferencesButton() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant="ghost" icon aria-label={t('nav.preferences')} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Icon name="globe" />
      </Button>
      <Suspense>{open && <PreferencesDialog close={() => setOpen(false)} />}</Suspense>
    </>
  )
}

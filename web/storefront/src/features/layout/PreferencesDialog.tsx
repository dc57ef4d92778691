import { useTranslation } from 'react-i18next'

import { Dialog } from '../../ui/Dialog.tsx'
import { Preferences } from './Preferences.tsx'

export default function PreferencesDialog({ close }: { readonly close: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog open close={close} title={t('nav.preferences')}>
      <Preferences />
    </Dialog>
  )
}

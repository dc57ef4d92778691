import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'

export function OfflineBanner() {
  const { t } = useTranslation()
  const online = useSyncExternalStore(listen, () => navigator.onLine)
  return (
    <div role="status">
      {!online && <p className="bg-warn-soft px-4 py-2 text-center font-medium text-warn">{t('offline.gone')}</p>}
    </div>
  )
}

function listen(changed: () => void): () => void {
  globalThis.addEventListener('online', changed)
  globalThis.addEventListener('offline', changed)
  return () => {
    globalThis.removeEventListener('online', changed)
    globalThis.removeEventListener('offline', changed)
  }
}

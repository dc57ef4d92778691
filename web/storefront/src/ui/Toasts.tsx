import { useTranslation } from 'react-i18next'

import { useCell } from '../app/cell.ts'
import { Icon } from './Icon.tsx'
import { dismiss, toasts } from './toast.ts'

/** Where toasts appear, on a phone away from the thumb; there from the start, so that readers announce what comes. */
export function Toasts() {
  const { t } = useTranslation()
  const shown = useCell(toasts)
  return (
    <div
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 top-14 z-60 flex flex-col items-center gap-2 p-4 sm:top-auto sm:bottom-0"
    >
      {shown.map(({ id, text, tone, action }) => (
        <div
          key={id}
          className="fade pointer-events-auto flex w-full max-w-md items-center gap-3 rounded-2xl bg-ink py-2 pr-2 pl-4 text-canvas shadow-xl"
        >
          <Icon name={tone === 'success' ? 'check' : tone === 'info' ? 'info' : 'warning'} className="size-5" />
          <p className="grow py-1">{text}</p>
          {action}
          <button
            type="button"
            aria-label={t('action.dismiss')}
            onClick={() => { dismiss(id) }}
            className="grid size-10 shrink-0 cursor-pointer place-items-center rounded-full hover:bg-canvas/15"
          >
            <Icon name="close" className="size-5" />
          </button>
        </div>
      ))}
    </div>
  )
}

import { useTranslation } from 'react-i18next'
import { clockText } from './countdown.ts'

interface TimeLeftProps {
  readonly seconds: number
  /** How long there was in all. */
  readonly of: number
}

/** A countdown; a timer is read when one comes to it, not each second. */
export function TimeLeft({ seconds, of }: TimeLeftProps) {
  const { t } = useTranslation('orders')
  const share = of > 0 ? Math.min(1, seconds / of) : 0
  return (
    <div className="grid gap-2">
      <p role="timer" aria-label={t('pay.prompt.timer')} className="text-lg font-semibold tabular-nums">
        {t('pay.prompt.left', { time: clockText(seconds) })}
      </p>
      <div aria-hidden="true" className="h-2 overflow-hidden rounded-full bg-raised">
        <div
          className="h-full origin-left rounded-full bg-brand transition-transform duration-1000 ease-linear"
          style={{ transform: `scaleX(${String(share)})` }}
        />
      </div>
    </div>
  )
}

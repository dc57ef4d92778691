import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

export interface FieldProps {
  readonly label: string
  readonly hint?: string | undefined
  /** What is wrong with it, in the visitor's language. */
  readonly error?: string | undefined
  /** Keeps the label for those who cannot see alone. */
  readonly hideLabel?: boolean
  readonly required?: boolean
  readonly className?: string
}

/** What an input needs to belong to its label, hint and error. */
export interface Tied {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
  readonly 'aria-required': true | undefined
}

export const INPUT =
  'min-h-11 w-full rounded-xl border border-edge bg-surface px-3.5 text-base text-ink placeholder:text-muted ' +
  'hover:border-ink aria-invalid:border-bad aria-invalid:border-2'

interface FrameProps extends FieldProps {
  readonly children: (tied: Tied) => ReactNode
}

/** A label above, an input, and below it a hint or what is wrong. */
export function Field({ label, hint, error, hideLabel = false, required = false, className, children }: FrameProps) {
  const { t } = useTranslation()
  const id = useId()
  const note = error ?? hint
  return (
    <div className={className}>
      <div className={hideLabel ? 'sr-only' : 'mb-1.5 flex items-baseline justify-between gap-3'}>
        <label htmlFor={id} className="font-medium">{label}</label>
        {!required && !hideLabel && <span className="text-sm text-muted">{t('state.optional')}</span>}
      </div>
      {children({
        id,
        'aria-describedby': note ? `${id}-note` : undefined,
        'aria-invalid': error ? true : undefined,
        'aria-required': required || undefined,
      })}
      {note && <p id={`${id}-note`} className={`mt-1.5 text-sm ${error ? 'text-bad' : 'text-muted'}`}>{note}</p>}
    </div>
  )
}

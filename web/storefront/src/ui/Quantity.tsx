import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { Icon } from './Icon.tsx'

interface QuantityProps {
  readonly value: number
  readonly onChange: (value: number) => void
  readonly min: number
  readonly max: number
  /** What there are so many of, where the page has several. */
  readonly of?: string
}

const STEP =
  'grid size-11 cursor-pointer place-items-center rounded-full hover:bg-raised disabled:cursor-not-allowed disabled:opacity-40'

/** So many, between two limits: by steps or by typing. */
export function Quantity({ value, onChange, min, max, of }: QuantityProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<string>()
  const keep = (next: number) => {
    setTyped(undefined)
    if (!Number.isInteger(next)) return
    const within = Math.min(Math.max(next, min), Math.max(min, max))
    if (within !== value) onChange(within)
  }
  const named = (text: string) => (of === undefined ? text : `${text}: ${of}`)
  return (
    <div role="group" aria-label={named(t('quantity.label'))} className="inline-flex items-center rounded-full border border-edge bg-surface">
      <button type="button" aria-label={named(t('quantity.less'))} disabled={value <= min} onClick={() => keep(value - 1)} className={STEP}>
        <Icon name="minus" className="size-5" />
      </button>
      <input
        aria-label={named(t('quantity.label'))}
        inputMode="numeric"
        autoComplete="off"
        value={typed ?? String(value)}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => typed !== undefined && keep(Number(typed || Number.NaN))}
        onKeyDown={(event) => event.key === 'Enter' && typed !== undefined && keep(Number(typed || Number.NaN))}
        className="h-11 w-10 rounded bg-transparent text-center font-medium tabular-nums"
      />
      <button type="button" aria-label={named(t('quantity.more'))} disabled={value >= max} onClick={() => keep(value + 1)} className={STEP}>
        <Icon name="plus" className="size-5" />
      </button>
    </div>
  )
}

import { useState } from 'react'
import { useTranslation } from 'react-i18next'

import { TextField } from '../../ui/TextField.tsx'
import { amountOf, tidied } from './filters.ts'

interface PriceRangeProps {
  readonly from: string
  readonly to: string
  readonly currency: string
  readonly change: (range: { readonly from: string; readonly to: string }) => void
}

/** Takes effect when one leaves a field or presses Enter, not while one types. */
export function PriceRange({ from, to, currency, change }: PriceRangeProps) {
  const { t } = useTranslation('catalog')
  const [typed, setTyped] = useState({ from, to })
  const wrong = (text: string) =>
    text.trim() !== '' && amountOf(text, currency) === undefined ? t('filter.no_amount') : undefined
  const apply = () => {
    if (wrong(typed.from) !== undefined || wrong(typed.to) !== undefined) return
    const next = { from: tidied(typed.from, currency), to: tidied(typed.to, currency) }
    if (next.from !== from || next.to !== to) change(next)
  }
  const field = (end: 'from' | 'to') => ({
    value: typed[end],
    onChange: (text: string) => setTyped({ ...typed, [end]: text }),
    onBlur: apply,
    error: wrong(typed[end]),
    inputMode: 'decimal' as const,
    autoComplete: 'off',
    required: true,
    className: 'min-w-0 grow sm:w-36',
  })
  return (
    <form
      noValidate
      className="flex gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        apply()
      }}
    >
      <TextField label={t('filter.from', { currency })} {...field('from')} />
      <TextField label={t('filter.to', { currency })} {...field('to')} />
      <button type="submit" className="sr-only" tabIndex={-1}>{t('filter.apply')}</button>
    </form>
  )
}

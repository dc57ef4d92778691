import { useId, type ReactNode } from 'react'

import { classes } from './classes.ts'

export interface Card {
  readonly value: string
  /** Is also the radio's accessible name. */
  readonly label: string
  readonly detail?: ReactNode
  /** Stands at the end of the line, as a price. */
  readonly aside?: ReactNode
  readonly disabled?: boolean
}

interface RadioCardsProps {
  readonly legend: string
  readonly hideLegend?: boolean
  readonly value: string
  readonly onChange: (value: string) => void
  readonly cards: readonly Card[]
  readonly error?: string | undefined
  readonly name?: string
}

/** One of a few, each with room for what one must know to choose. */
export function RadioCards({ legend, hideLegend = false, value, onChange, cards, error, name }: RadioCardsProps) {
  const id = useId()
  return (
    <fieldset aria-describedby={error ? `${id}-error` : undefined} className="min-w-0">
      <legend className={hideLegend ? 'sr-only' : 'mb-1.5 font-medium'}>{legend}</legend>
      <div className="grid gap-2.5">
        {cards.map((card) => (
          <RadioCard
            key={card.value}
            card={card}
            name={name ?? id}
            chosen={card.value === value}
            wrong={error !== undefined}
            choose={() => { onChange(card.value) }}
          />
        ))}
      </div>
      {error && <p id={`${id}-error`} className="mt-1.5 text-sm text-bad">{error}</p>}
    </fieldset>
  )
}

interface RadioCardProps {
  readonly card: Card
  readonly name: string
  readonly chosen: boolean
  readonly wrong: boolean
  readonly choose: () => void
}

function RadioCard({ card, name, chosen, wrong, choose }: RadioCardProps) {
  const id = useId()
  const frame = chosen ? 'border-brand-text bg-brand-soft ring-1 ring-brand-text' : 'border-edge bg-surface hover:border-ink'
  return (
    <label
      htmlFor={id}
      className={classes(
        'flex min-h-14 cursor-pointer items-center gap-3 rounded-xl border px-4 py-3',
        frame,
        card.disabled && 'cursor-not-allowed opacity-55',
      )}
    >
      <input
        id={id}
        type="radio"
        name={name}
        value={card.value}
        checked={chosen}
        disabled={card.disabled}
        onChange={choose}
        aria-label={card.label}
        aria-describedby={card.detail || card.aside ? `${id}-more` : undefined}
        data-invalid={wrong || undefined}
        className="size-5 shrink-0 accent-brand"
      />
      <span className="grow font-medium">{card.label}</span>
      <span id={`${id}-more`} className="contents">
        {card.detail && <span className="text-sm text-muted">{card.detail}</span>}
        {card.aside && <span className="font-medium tabular-nums">{card.aside}</span>}
      </span>
    </label>
  )
}

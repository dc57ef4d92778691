import { useTranslation } from 'react-i18next'

import { classes } from '../../ui/classes.ts'
import type { Variant } from './queries.ts'
import { optionNames, optionValues, variantWith } from './variants.ts'

interface VariantPickerProps {
  readonly variants: readonly Variant[]
  readonly chosen: Variant
  readonly choose: (variant: Variant) => void
}

/** One row of choices for each option; what is sold out can be looked at all the same. */
export function VariantPicker({ variants, chosen, choose }: VariantPickerProps) {
  return optionNames(variants).map((name) => (
    <fieldset key={name} className="min-w-0">
      <legend className="mb-2 font-medium first-letter:uppercase">{name}</legend>
      <div className="flex flex-wrap gap-2">
        {optionValues(variants, name).map((value) => (
          <Choice
            key={value}
            name={name}
            value={value}
            checked={chosen.options[name] === value}
            variant={variantWith(variants, chosen, name, value)}
            choose={choose}
          />
        ))}
      </div>
    </fieldset>
  ))
}

interface ChoiceProps {
  readonly name: string
  readonly value: string
  readonly checked: boolean
  readonly variant: Variant | undefined
  readonly choose: (variant: Variant) => void
}

function Choice({ name, value, checked, variant, choose }: ChoiceProps) {
  const { t } = useTranslation('catalog')
  const gone = !variant?.in_stock
  return (
    <label
      className={classes(
        'inline-flex min-h-11 cursor-pointer items-center rounded-full border px-4 has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-brand-text',
        checked ? 'border-brand-text bg-brand-soft font-semibold ring-1 ring-brand-text' : 'border-edge bg-surface hover:border-ink',
        gone && 'text-muted line-through',
      )}
    >
      <input
        type="radio"
        name={`option-${name}`}
        value={value}
        checked={checked}
        onChange={() => variant && choose(variant)}
        className="sr-only"
      />
      <span className="first-letter:uppercase">{value}</span>
      {gone && <span className="sr-only">, {t('stock.none')}</span>}
    </label>
  )
}

import { ValidationError, useInput, useTranslate } from 'react-admin'

import { PriceFields } from './PriceFields.tsx'
import { readable, type Price } from './prices.ts'
import { useShop } from './useShop.ts'

interface Props {
  readonly source: string
  readonly label: string
  readonly required?: boolean
  readonly hint?: string
}

/** Prices of a react-admin form: a list of money, one in each currency that is filled in. */
export function PricesInput({ source, label, required = false, hint }: Props) {
  const translate = useTranslate()
  const shop = useShop()
  const { field, fieldState } = useInput({
    source,
    defaultValue: [],
    validate: (prices: readonly Price[] | null | undefined) => {
      if (!readable(prices ?? [])) return translate('prices.wrong')
      return required && !prices?.length ? translate('prices.needed') : undefined
    },
  })
  const wrong = messageIn(fieldState.error)
  return (
    <PriceFields
      label={label}
      currencies={shop?.currencies ?? []}
      prices={(field.value as readonly Price[] | undefined) ?? []}
      change={field.onChange}
      required={required}
      error={wrong && <ValidationError error={wrong} />}
      hint={hint}
    />
  )
}

/** The API may refuse one amount of the list; its words lie deeper then. */
function messageIn(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  if ('message' in error && typeof error.message === 'string' && error.message) return error.message
  for (const [name, part] of Object.entries(error)) {
    const found = name === 'ref' ? undefined : messageIn(part)
    if (found) return found
  }
  return undefined
}

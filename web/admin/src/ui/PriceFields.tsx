import Box from '@mui/material/Box'
import TextField from '@mui/material/TextField'
import { exponentOf } from '@soko/client'
import { useState, type ReactNode } from 'react'
import { useTranslate } from 'react-admin'

import { isMoney, shown, typedInto, type Price } from './prices.ts'

interface Props {
  /** As `Price`; the field of Kenyan shillings is then called `Price in KES`. */
  readonly label: string
  readonly currencies: readonly string[]
  readonly prices: readonly Price[]
  readonly change: (prices: readonly Price[]) => void
  readonly required?: boolean
  readonly error?: ReactNode
  readonly hint?: string | undefined
}

/** One amount per currency, typed as decimal text and kept in whole minor units. */
export function PriceFields({ label, currencies, prices, change, required = false, error, hint }: Props) {
  const translate = useTranslate()
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const known = [...new Set([...currencies, ...prices.map(({ currency }) => currency)])]
  return (
    <Box sx={{ display: 'grid', gap: 1, gridTemplateColumns: 'repeat(auto-fill, minmax(190px, 1fr))', width: '100%' }}>
      {known.map((currency, place) => {
        const price = prices.find((one) => one.currency === currency)
        const wrong = price && !isMoney(price) ? translate('prices.unreadable', { example: example(currency) }) : undefined
        const first = place === 0
        return (
          <TextField
            key={currency}
            label={translate('prices.in', { label, currency })}
            value={shown(price, typed[currency])}
            required={required && first}
            error={wrong !== undefined || (first && error !== undefined)}
            helperText={wrong ?? (first ? (error ?? hint) : undefined)}
            autoComplete="off"
            slotProps={{ htmlInput: { inputMode: 'decimal' } }}
            onChange={({ target: { value } }) => {
              setTyped((before) => ({ ...before, [currency]: value }))
              change(typedInto(prices, currency, value))
            }}
          />
        )
      })}
    </Box>
  )
}

function example(currency: string): string {
  return exponentOf(currency) === 0 ? '1299' : `1299.${'50'.padEnd(exponentOf(currency), '0')}`
}

import { NumberInput, maxValue, minValue, required } from 'react-admin'

const WHOLE = 100

/** Typed in percent, kept in basis points: 16.5 % are 1650. */
export function PercentInput({ source }: { readonly source: string }) {
  return (
    <NumberInput
      source={source}
      min={0}
      max={100}
      step={0.01}
      format={(points: number | null | undefined) => (typeof points === 'number' ? points / WHOLE : '')}
      parse={(text: string) => text === '' ? undefined : Math.round(Number(text) * WHOLE)}
      validate={[required(), minValue(0), maxValue(100 * WHOLE)]}
    />
  )
}

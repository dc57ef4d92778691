import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'

import { wordsOf } from '../../show/tones.ts'

interface Props<T extends string> {
  readonly label: string
  readonly of: readonly T[]
  readonly value: T
  readonly choose: (value: T) => void
}

/** One of a few, as buttons side by side. */
export function Choice<T extends string>({ label, of, value, choose }: Props<T>) {
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      aria-label={label}
      value={value}
      onChange={(_, chosen: T | null) => {
        if (chosen) choose(chosen)
      }}
    >
      {of.map((one) => (
        <ToggleButton key={one} value={one}>
          {wordsOf(one)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}

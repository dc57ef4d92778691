import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'

interface Props<T extends string> {
  readonly label: string
  /** The values that can be chosen, each with its name. */
  readonly of: Readonly<Record<T, string>>
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
      {(Object.entries<string>(of) as [T, string][]).map(([one, name]) => (
        <ToggleButton key={one} value={one} sx={{ textTransform: 'none', px: 1.25, py: 0.5 }}>
          {name}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}

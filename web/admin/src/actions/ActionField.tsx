import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'

import type { Field } from './action.ts'

interface Props {
  readonly field: Field
  readonly text: string
  readonly error: string | undefined
  readonly write: (name: string, text: string) => void
}

export function ActionField({ field, text, error, write }: Props) {
  const { name, label, kind = 'text', choices = [], required = false, hint } = field
  return (
    <TextField
      name={name}
      label={label}
      value={text}
      required={required}
      error={error !== undefined}
      helperText={error ?? hint}
      select={kind === 'choice'}
      multiline={kind === 'long'}
      minRows={kind === 'long' ? 3 : undefined}
      autoComplete="off"
      margin="none"
      fullWidth
      onChange={(event) => {
        write(name, event.target.value)
      }}
    >
      {choices.map((choice) => (
        <MenuItem key={choice.value} value={choice.value}>
          {choice.label}
        </MenuItem>
      ))}
    </TextField>
  )
}

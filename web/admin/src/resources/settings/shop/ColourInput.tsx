import Box from '@mui/material/Box'
import TextField from '@mui/material/TextField'
import { ValidationError, useInput, useTranslate } from 'react-admin'

import { isColour } from './contrast.ts'

interface Props {
  readonly source: string
  readonly label: string
}

/** A colour, picked or typed. */
export function ColourInput({ source, label }: Props) {
  const translate = useTranslate()
  const { field, fieldState } = useInput({
    source,
    validate: (text: string | null | undefined) =>
      text && !isColour(text) ? translate('resources.settings.colour_wrong') : undefined,
  })
  const text = (field.value ?? '') as string
  const wrong = fieldState.error?.message
  return (
    <Box sx={{ display: 'flex', gap: 1, alignItems: 'flex-start' }}>
      <Box
        component="input"
        type="color"
        aria-label={translate('resources.settings.pick', { label })}
        value={isColour(text) ? text.toLowerCase() : '#000000'}
        onChange={({ target }: React.ChangeEvent<HTMLInputElement>) => {
          field.onChange(target.value.toUpperCase())
        }}
        sx={{ width: 44, height: 40, mt: 1, p: 0, border: 0, bgcolor: 'transparent', cursor: 'pointer' }}
      />
      <TextField
        label={label}
        value={text}
        fullWidth
        error={fieldState.invalid}
        helperText={wrong ? <ValidationError error={wrong} /> : translate('resources.settings.hints.colour')}
        onBlur={field.onBlur}
        onChange={({ target }) => {
          field.onChange(target.value === '' ? null : target.value)
        }}
      />
    </Box>
  )
}

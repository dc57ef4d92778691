import Add from '@mui/icons-material/Add'
import Close from '@mui/icons-material/Close'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import TextField from '@mui/material/TextField'
import { useTranslate } from 'react-admin'

import type { OptionRow, Wrongs } from './draft.ts'

const MOST = 5

interface Props {
  readonly options: readonly OptionRow[]
  readonly wrongs: Wrongs
  readonly change: (options: readonly OptionRow[]) => void
}

/** What tells a variant from the others, as size M. */
export function OptionRows({ options, wrongs, change }: Props) {
  const translate = useTranslate()
  const say = (what: string, number?: number) => translate(`resources.products.variants.${what}`, { number })
  const write = (place: number, part: Partial<OptionRow>) => {
    change(options.map((row, at) => (at === place ? { ...row, ...part } : row)))
  }
  const told = (what: string) => {
    const words = wrongs[what]
    return { error: words !== undefined, helperText: words && say(words) }
  }
  return (
    <Box role="group" aria-label={say('options')} sx={{ display: 'grid', gap: 1 }}>
      {options.map(({ name, value }, place) => (
        <Box key={place} sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr auto', gap: 1, alignItems: 'start' }}>
          <TextField
            label={say('option_name', place + 1)}
            value={name}
            {...told(`option.${place}.name`)}
            onChange={({ target }) => { write(place, { name: target.value }) }}
          />
          <TextField
            label={say('option_value', place + 1)}
            value={value}
            {...told(`option.${place}.value`)}
            onChange={({ target }) => { write(place, { value: target.value }) }}
          />
          <IconButton
            aria-label={say('remove_option', place + 1)}
            sx={{ mt: 1 }}
            onClick={() => { change(options.filter((_, at) => at !== place)) }}
          >
            <Close fontSize="small" />
          </IconButton>
        </Box>
      ))}
      {options.length < MOST && (
        <Button
          startIcon={<Add />}
          sx={{ justifySelf: 'start' }}
          onClick={() => { change([...options, { name: '', value: '' }]) }}
        >
          {say('add_option')}
        </Button>
      )}
    </Box>
  )
}

import ArrowBack from '@mui/icons-material/ArrowBack'
import ArrowForward from '@mui/icons-material/ArrowForward'
import DeleteOutline from '@mui/icons-material/DeleteOutline'
import Box from '@mui/material/Box'
import IconButton from '@mui/material/IconButton'
import Paper from '@mui/material/Paper'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { useTranslate } from 'react-admin'

import type { Picture } from '../types.ts'
import type { PictureChanges } from './usePictures.ts'

interface Props {
  readonly picture: Picture
  readonly place: number
  readonly last: boolean
  readonly mayWrite: boolean
  readonly changes: PictureChanges
  readonly remove: () => void
}

export function PictureCard({ picture, place, last, mayWrite, changes, remove }: Props) {
  const translate = useTranslate()
  const [text, setText] = useState(picture.alt_text)
  const say = (what: string) => translate(`resources.products.pictures.${what}`, { number: place + 1 })
  const small = picture.sizes.find(({ width }) => width >= 300)
  return (
    <Paper variant="outlined" component="li" sx={{ listStyle: 'none', overflow: 'hidden' }}>
      <Box
        component="img"
        src={small?.url ?? picture.url}
        alt={picture.alt_text}
        loading="lazy"
        sx={{ width: '100%', aspectRatio: '1', objectFit: 'cover', display: 'block', bgcolor: 'action.hover' }}
      />
      <Box sx={{ p: 1 }}>
        <TextField
          label={say('alt_text')}
          helperText={say('alt_hint')}
          value={text}
          fullWidth
          disabled={!mayWrite}
          slotProps={{ htmlInput: { maxLength: 200 } }}
          onChange={({ target }) => { setText(target.value) }}
          onBlur={() => { if (text !== picture.alt_text) changes.describe(picture.id, text) }}
        />
        {mayWrite && (
          <Box sx={{ display: 'flex' }}>
            <IconButton disabled={place === 0 || changes.busy} aria-label={say('earlier')} onClick={() => { changes.move(picture.id, place - 1) }}>
              <ArrowBack fontSize="small" />
            </IconButton>
            <IconButton disabled={last || changes.busy} aria-label={say('later')} onClick={() => { changes.move(picture.id, place + 1) }}>
              <ArrowForward fontSize="small" />
            </IconButton>
            <Box sx={{ flexGrow: 1 }} />
            <IconButton color="error" aria-label={say('delete')} onClick={remove}>
              <DeleteOutline fontSize="small" />
            </IconButton>
          </Box>
        )}
      </Box>
    </Paper>
  )
}

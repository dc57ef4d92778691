import Box from '@mui/material/Box'
import Chip from '@mui/material/Chip'

import { colourOf, wordsOf } from './tones.ts'

interface Props {
  readonly value: string
  readonly size?: 'small' | 'medium'
}

/** A state in words, with a dot whose colour repeats them. */
export function Status({ value, size = 'small' }: Props) {
  return (
    <Chip
      size={size}
      variant="outlined"
      label={wordsOf(value)}
      icon={
        <Box
          component="span"
          aria-hidden
          sx={{ width: 8, height: 8, borderRadius: '50%', bgcolor: colourOf(value), flexShrink: 0 }}
        />
      }
      sx={{ '& .MuiChip-icon': { ml: 1, mr: -0.25 }, color: 'text.primary' }}
    />
  )
}

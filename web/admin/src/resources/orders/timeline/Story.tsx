import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useTheme } from '@mui/material/styles'

import { EntryRow } from './EntryRow.tsx'
import { LANE_NAMES } from './lanes.ts'
import type { Picture } from './layout.ts'
import { Lines, laneColour } from './Lines.tsx'

/** The picture and its words side by side: a list for those who cannot see the lines. */
export function Story({ picture }: { readonly picture: Picture }) {
  return (
    <>
      <Legend picture={picture} />
      <Box sx={{ display: 'grid', gridTemplateColumns: 'max-content minmax(0, 1fr)', columnGap: 1.5 }}>
        <Lines picture={picture} />
        <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {picture.rows.map((row) => (
            <EntryRow key={row.y} row={row} />
          ))}
        </Box>
      </Box>
    </>
  )
}

function Legend({ picture }: { readonly picture: Picture }) {
  const theme = useTheme()
  return (
    <Box aria-hidden sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, mb: 1 }}>
      {picture.lines.map(({ lane }) => (
        <Typography key={lane} variant="caption" sx={{ display: 'flex', alignItems: 'center', gap: 0.75 }}>
          <Box
            component="span"
            sx={{ width: 12, height: 3, borderRadius: 2, bgcolor: laneColour(lane, theme) }}
          />
          {LANE_NAMES[lane]}
        </Typography>
      ))}
    </Box>
  )
}

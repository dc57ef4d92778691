import Box from '@mui/material/Box'
import type { ReactNode } from 'react'

interface Props {
  readonly head: ReactNode
  readonly children: ReactNode
  readonly aside: ReactNode
}

/** A page in two columns under its head; one below the other where there is no room. */
export function Columns({ head, children, aside }: Props) {
  const column = { display: 'grid', gap: 2, alignContent: 'start', minWidth: 0 }
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: '2fr 1fr' }, py: 1 }}>
      <Box sx={{ gridColumn: '1 / -1', minWidth: 0 }}>{head}</Box>
      <Box sx={column}>{children}</Box>
      <Box sx={column}>{aside}</Box>
    </Box>
  )
}

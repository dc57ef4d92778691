import Box from '@mui/material/Box'

import { BoardColumn } from './BoardColumn.tsx'
import { STATUSES } from './order.ts'

/** Orders by where they stand, the newest of each. */
export function OrderBoard() {
  return (
    <Box
      role="region"
      aria-label="Orders by status"
      tabIndex={0}
      sx={{
        display: 'grid',
        gridAutoFlow: 'column',
        gridAutoColumns: 'minmax(13.5rem, 1fr)',
        gap: 1.5,
        overflowX: 'auto',
        // It scrolls by itself instead of widening the page.
        contain: 'inline-size',
        pb: 1,
      }}
    >
      {STATUSES.map((status) => (
        <BoardColumn key={status} status={status} />
      ))}
    </Box>
  )
}

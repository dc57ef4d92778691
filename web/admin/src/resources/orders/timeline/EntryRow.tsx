import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import Popover from '@mui/material/Popover'
import Typography from '@mui/material/Typography'
import { useState } from 'react'

import { span } from '../../../show/spans.ts'
import { wordsOf } from '../../../show/tones.ts'

import { EntryDetail } from './EntryDetail.tsx'
import { LANE_NAMES, isMessage, type Entry } from './lanes.ts'
import { ROW, type Row } from './layout.ts'

const TIME = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

/** One entry in words; pressing it shows all that is known of it. */
export function EntryRow({ row }: { readonly row: Row }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const { entry, lane, tone, pause } = row
  return (
    <Box component="li" sx={{ height: ROW, display: 'flex' }}>
      <ButtonBase
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        onClick={(event) => {
          setAnchor(event.currentTarget)
        }}
        sx={{
          width: '100%',
          display: 'block',
          textAlign: 'left',
          px: 1,
          borderRadius: 1,
          minWidth: 0,
          '&:hover, &.Mui-focusVisible': { bgcolor: 'action.hover' },
        }}
      >
        <Typography
          component="span"
          variant="body2"
          noWrap
          sx={{ display: 'block', color: tone === 'bad' ? 'error.main' : 'text.primary' }}
        >
          {wordsFor(entry)}
        </Typography>
        <Typography component="span" variant="caption" noWrap sx={{ display: 'block', color: 'text.secondary' }}>
          <time dateTime={entry.at}>{TIME.format(new Date(entry.at))}</time>
          {` · ${LANE_NAMES[lane]}, ${wordsOf(entry.kind).toLowerCase()}`}
          {pause !== undefined && ` · ${span(pause)} later`}
        </Typography>
      </ButtonBase>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        onClose={() => {
          setAnchor(null)
        }}
        slotProps={{ paper: { role: 'dialog', 'aria-label': entry.title, tabIndex: -1 } }}
      >
        <EntryDetail entry={entry} />
      </Popover>
    </Box>
  )
}

/** The name of a message is looked for as it is; all else is said as people would. */
function wordsFor(entry: Entry): string {
  return isMessage(entry) ? entry.title : wordsOf(entry.title)
}

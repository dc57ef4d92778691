import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'

import { Facts, type Fact } from '../../../show/Facts.tsx'
import { Moment } from '../../../show/Moment.tsx'
import { wordsOf } from '../../../show/tones.ts'

import type { Entry } from './lanes.ts'

/** All that is known of one entry. */
export function EntryDetail({ entry }: { readonly entry: Entry }) {
  const known = Object.entries(entry.detail)
    .filter(([, value]) => value !== null)
    .map(([name, value]): Fact => [wordsOf(name), shown(name, value)])
  return (
    <Box sx={{ p: 2, maxWidth: 480 }}>
      <Typography component="h3" variant="subtitle2" sx={{ mb: 1, overflowWrap: 'anywhere' }}>
        {entry.title}
      </Typography>
      <Facts of={[['When', <Moment key="at" at={entry.at} />], ['Where', entry.source], ...known]} />
    </Box>
  )
}

function shown(name: string, value: unknown) {
  if (typeof value === 'string') return name.endsWith('_at') ? <Moment at={value} /> : value
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(', ')
  return JSON.stringify(value)
}

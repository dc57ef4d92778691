import Box from '@mui/material/Box'

import { wordsOf } from '../../show/tones.ts'

import { differences, type AuditEvent, type Difference } from './event.ts'

export function Change({ event }: { readonly event: AuditEvent }) {
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, maxWidth: 420, overflowWrap: 'anywhere' }}>
      {differences(event).map((one) => (
        <li key={one.field}>
          <Box component="span" sx={{ color: 'text.secondary' }}>
            {wordsOf(one.field)}:{' '}
          </Box>
          <Way of={one} />
        </li>
      ))}
    </Box>
  )
}

function Way({ of: { before, after } }: { readonly of: Difference }) {
  if (before === undefined) return after
  return (
    <>
      <del>{before}</del> → {after ?? 'nothing'}
    </>
  )
}

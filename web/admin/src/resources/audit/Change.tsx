import Box from '@mui/material/Box'

import { Raw } from '../../show/Raw.tsx'
import { wordsOf } from '../../show/tones.ts'

import { differences, isLong, type AuditEvent, type Difference } from './event.ts'

export function Change({ event }: { readonly event: AuditEvent }) {
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, maxWidth: 420, overflowWrap: 'anywhere' }}>
      {differences(event).map((one) => (
        <li key={one.field}>{isLong(one) ? <Long of={one} /> : <Short of={one} />}</li>
      ))}
    </Box>
  )
}

function Short({ of: { field, before, after } }: { readonly of: Difference }) {
  return (
    <>
      <Box component="span" sx={{ color: 'text.secondary' }}>
        {wordsOf(field)}:{' '}
      </Box>
      {before !== undefined && (
        <>
          <del>{before}</del> →{' '}
        </>
      )}
      {after ?? 'nothing'}
    </>
  )
}

function Long({ of: { field, before, after } }: { readonly of: Difference }) {
  const name = wordsOf(field)
  return (
    <details>
      <Box component="summary" sx={{ color: 'text.secondary', cursor: 'pointer' }}>
        {name}
      </Box>
      {before !== undefined && <Raw label={`${name} before`} text={before} />}
      <Raw label={`${name} after`} text={after ?? 'nothing'} />
    </details>
  )
}

import Box from '@mui/material/Box'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-admin'

import { Section } from '../../show/Section.tsx'
import { Status } from '../../show/Status.tsx'
import { wordsOf } from '../../show/tones.ts'

import { incidentsOf } from './queries.ts'

/** What does not add up about this order's money; nothing where all does. */
export function PaymentIncidents({ orderId }: { readonly orderId: string }) {
  const { data: incidents = [] } = useQuery(incidentsOf(orderId))
  if (incidents.length === 0) return null
  return (
    <Section title="Incidents">
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1 }}>
        {incidents.map(({ id, kind, state }) => (
          <li key={id}>
            <Link to={`/incidents/${id}/show`}>{wordsOf(kind)}</Link> <Status value={state} />
          </li>
        ))}
      </Box>
    </Section>
  )
}

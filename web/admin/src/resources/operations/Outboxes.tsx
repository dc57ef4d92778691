import { useQuery } from '@tanstack/react-query'

import { Rows, type Column } from '../../show/Rows.tsx'
import { Section } from '../../show/Section.tsx'
import { span } from '../../show/spans.ts'
import { Status } from '../../show/Status.tsx'

import { Loaded } from './Loaded.tsx'
import { outboxState, type Outbox } from './ops.ts'
import { outboxes } from './queries.ts'
import { Unreachable } from './Unreachable.tsx'

/** What each service has still to tell the others. */
export function Outboxes({ live }: { readonly live: boolean }) {
  return (
    <Section title="Outboxes">
      <Loaded query={useQuery(outboxes(live))}>
        {({ items, unreachable }) => (
          <>
            <Unreachable services={unreachable} />
            <Rows
              label="Outboxes"
              rows={items}
              columns={columns}
              keyOf={({ service }) => service}
              none="No service answered."
            />
          </>
        )}
      </Loaded>
    </Section>
  )
}

const columns: readonly Column<Outbox>[] = [
  { name: 'Service', of: ({ service }) => service },
  { name: 'State', of: (outbox) => <Status value={outboxState(outbox)} /> },
  { name: 'Waiting', of: ({ pending }) => pending, numeric: true },
  { name: 'Oldest', of: ({ pending, oldest_seconds }) => (pending > 0 ? span(oldest_seconds) : '–'), numeric: true },
  { name: 'Parked', of: ({ parked }) => parked, numeric: true },
]

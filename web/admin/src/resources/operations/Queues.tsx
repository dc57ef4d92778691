import { useQuery } from '@tanstack/react-query'

import { Age } from '../../show/Age.tsx'
import { Rows, type Column } from '../../show/Rows.tsx'
import { Section } from '../../show/Section.tsx'
import { Status } from '../../show/Status.tsx'

import { Loaded } from './Loaded.tsx'
import { queueState, worthShowing, type Queue } from './ops.ts'
import { queues } from './queries.ts'
import { Unreachable } from './Unreachable.tsx'

/** What waits to be heard, and by how many. */
export function Queues({ live }: { readonly live: boolean }) {
  return (
    <Section title="Queues">
      <Loaded query={useQuery(queues(live))}>
        {({ items, unreachable }) => (
          <>
            <Unreachable services={unreachable} />
            <Rows
              label="Queues"
              rows={worthShowing(items)}
              columns={columns}
              keyOf={({ name }) => name}
              none="Nothing was measured yet."
            />
          </>
        )}
      </Loaded>
    </Section>
  )
}

const columns: readonly Column<Queue>[] = [
  { name: 'Queue', of: ({ name }) => name },
  { name: 'State', of: (queue) => <Status value={queueState(queue)} /> },
  { name: 'Waiting', of: ({ ready }) => ready, numeric: true },
  { name: 'Listeners', of: ({ consumers }) => consumers, numeric: true },
  { name: 'Measured', of: ({ measured_at }) => <Age of={measured_at} /> },
]

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-admin'

import { ActionButton } from '../../actions/ActionButton.tsx'
import { useMay } from '../../app/may.ts'
import { Actions } from '../../show/Actions.tsx'
import { Age } from '../../show/Age.tsx'
import { Moment } from '../../show/Moment.tsx'
import { Rows, type Column } from '../../show/Rows.tsx'
import { Section } from '../../show/Section.tsx'
import { Status } from '../../show/Status.tsx'

import { compensate, retry } from './actions.tsx'
import { Choice } from '../../show/Choice.tsx'
import { Loaded } from './Loaded.tsx'
import type { Saga } from './ops.ts'
import { sagas } from './queries.ts'

const STATES = { stuck: 'Stuck', running: 'Running' } as const
type Listed = keyof typeof STATES

/** Orders that wait for somebody else; the stuck ones have waited too long. */
export function Sagas({ live }: { readonly live: boolean }) {
  const [state, setState] = useState<Listed>('stuck')
  const mayMend = useMay('ops:write')
  return (
    <Section
      title="Sagas"
      aside={<Choice label="Sagas that are" of={STATES} value={state} choose={setState} />}
    >
      <Loaded query={useQuery(sagas(state, live))}>
        {(items) => (
          <Rows
            label="Sagas"
            rows={items}
            columns={mayMend && state === 'stuck' ? [...columns, mending] : columns}
            keyOf={({ id }) => id}
            none={state === 'stuck' ? 'No order is stuck.' : 'No order waits for anybody.'}
          />
        )}
      </Loaded>
    </Section>
  )
}

const columns: readonly Column<Saga>[] = [
  { name: 'Order', of: ({ order_id, number }) => <Link to={`/orders/${order_id}/show`}>{number}</Link> },
  { name: 'Status', of: ({ order_status }) => <Status value={order_status} /> },
  { name: 'Waits for', of: ({ owed }) => owed.join(', ') },
  { name: 'Until', of: ({ deadline_at }) => <Moment at={deadline_at} /> },
  { name: 'Failures', of: ({ failures }) => failures, numeric: true },
  { name: 'Last error', of: ({ last_error }) => last_error },
  { name: 'Changed', of: ({ updated_at }) => <Age of={updated_at} /> },
]

const mending: Column<Saga> = {
  name: 'Mend',
  of: (saga) => (
    <Actions>
      <ActionButton action={retry(saga)} />
      <ActionButton action={compensate(saga)} />
    </Actions>
  ),
}

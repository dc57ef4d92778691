import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { ActionButton } from '../../actions/ActionButton.tsx'
import { useMay } from '../../app/may.ts'
import { Age } from '../../show/Age.tsx'
import { Rows, type Column } from '../../show/Rows.tsx'
import { Section } from '../../show/Section.tsx'

import { requeue } from './actions.tsx'
import { Choice } from '../../show/Choice.tsx'
import { Loaded } from './Loaded.tsx'
import { MessageBody } from './MessageBody.tsx'
import type { Parked } from './ops.ts'
import { parkedMessages, type ParkedState } from './queries.ts'

const STATES = { parked: 'Parked', requeued: 'Requeued' }

/** Messages that wait for a person: not handled, or refused by the broker. */
export function ParkedMessages({ live }: { readonly live: boolean }) {
  const [state, setState] = useState<ParkedState>('parked')
  const mayRequeue = useMay('ops:write') && state === 'parked'
  return (
    <Section
      title="Parked messages"
      aside={<Choice label="Messages that are" of={STATES} value={state} choose={setState} />}
    >
      <Loaded query={useQuery(parkedMessages(state, live))}>
        {(items) => (
          <Rows
            label="Parked messages"
            rows={items}
            columns={mayRequeue ? [...columns, mending] : columns}
            keyOf={({ id }) => id}
            none="No message waits for a person."
          />
        )}
      </Loaded>
    </Section>
  )
}

const columns: readonly Column<Parked>[] = [
  { name: 'Message', of: ({ name }) => name ?? 'Without a name' },
  { name: 'Service', of: ({ service }) => service },
  { name: 'Way', of: ({ direction, queue }) => (direction === 'in' ? `in, ${queue ?? ''}` : 'out') },
  { name: 'Reason', of: ({ reason }) => reason },
  { name: 'Body', of: (message) => <MessageBody message={message} /> },
  { name: 'Age', of: ({ parked_at }) => <Age of={parked_at} /> },
]

const mending: Column<Parked> = {
  name: 'Mend',
  of: (message) =>
    message.requeue_asked_at ? 'On its way back' : <ActionButton action={requeue(message)} />,
}

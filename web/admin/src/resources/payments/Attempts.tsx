import { useQuery } from '@tanstack/react-query'
import Skeleton from '@mui/material/Skeleton'
import { Link } from 'react-admin'

import { Facts } from '../../show/Facts.tsx'
import { Moment } from '../../show/Moment.tsx'
import { MoneyText } from '../../show/MoneyText.tsx'
import { Rows, type Column } from '../../show/Rows.tsx'
import { Section } from '../../show/Section.tsx'
import { Status } from '../../show/Status.tsx'

import { providerName, type Attempt, type Payment } from './payment.ts'
import { attemptsOf } from './queries.ts'

/** Everything that was tried, the oldest first. */
export function Attempts({ payment }: { readonly payment: Payment }) {
  const { data: attempts } = useQuery(attemptsOf(payment.id))
  return (
    <Section title="Attempts">
      {attempts ? (
        <Rows
          label="Attempts"
          rows={attempts}
          columns={columns}
          keyOf={({ id }) => id}
          none="Nothing was tried yet."
        />
      ) : (
        <Skeleton variant="rounded" height={80} />
      )}
    </Section>
  )
}

const columns: readonly Column<Attempt>[] = [
  { name: 'Provider', of: ({ provider }) => providerName(provider) },
  { name: 'Status', of: ({ status }) => <Status value={status} /> },
  { name: 'Amount', of: ({ amount }) => <MoneyText money={amount} />, numeric: true },
  { name: 'Known as', of: (attempt) => <References attempt={attempt} /> },
  { name: 'What became of it', of: (attempt) => <Course attempt={attempt} /> },
]

function References({ attempt: { reference, provider_reference } }: { readonly attempt: Attempt }) {
  const webhooks = `/webhooks?filter=${encodeURIComponent(JSON.stringify({ reference }))}`
  return (
    <Facts
      of={[
        ['Ours', reference],
        ['Theirs', provider_reference],
        ['Sent', <Link key="sent" to={webhooks}>Webhooks</Link>],
      ]}
    />
  )
}

function Course({ attempt }: { readonly attempt: Attempt }) {
  const { created_at, failure, deadline_at, next_ask_at, asks, phone_number } = attempt
  return (
    <Facts
      of={[
        ['Stored', <Moment key="stored" at={created_at} />],
        ['Failure', failure && `${failure.detail} (${failure.code})`],
        ['Try again', failure && (failure.retryable ? 'May work' : 'Will not work')],
        ['Phone', phone_number],
        ['Deadline', deadline_at && <Moment key="deadline" at={deadline_at} />],
        ['Asked', asks > 0 && `${String(asks)} times`],
        ['Asked next', next_ask_at && <Moment key="next" at={next_ask_at} />],
      ]}
    />
  )
}

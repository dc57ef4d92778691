import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-admin'

import { Facts } from '../../show/Facts.tsx'
import { Moment } from '../../show/Moment.tsx'
import { MoneyText } from '../../show/MoneyText.tsx'
import { Section } from '../../show/Section.tsx'
import { Status } from '../../show/Status.tsx'

import { isByHand, providerName, type Attempt, type Payment } from './payment.ts'
import { attemptsOf } from './queries.ts'

/** Everything that was tried, the oldest first. */
export function Attempts({ payment }: { readonly payment: Payment }) {
  const { data: attempts } = useQuery(attemptsOf(payment.id))
  return (
    <Section title="Attempts">
      {!attempts && <Skeleton variant="rounded" height={80} />}
      {attempts?.length === 0 && <Typography color="text.secondary">Nothing was tried yet.</Typography>}
      <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 3 }}>
        {attempts?.map((attempt) => (
          <li key={attempt.id}>
            <AttemptPart attempt={attempt} />
          </li>
        ))}
      </Box>
    </Section>
  )
}

function AttemptPart({ attempt }: { readonly attempt: Attempt }) {
  const { provider, status, amount, reference, failure, asks } = attempt
  const webhooks = `/webhooks?filter=${encodeURIComponent(JSON.stringify({ reference }))}`
  return (
    <>
      <Stack direction="row" sx={{ gap: 1, alignItems: 'center', mb: 1, flexWrap: 'wrap' }}>
        <Typography component="h3" variant="subtitle2">
          {providerName(provider)}
        </Typography>
        <Status value={status} />
        <MoneyText money={amount} />
      </Stack>
      <Facts
        of={[
          ['Our reference', reference],
          ['Theirs', attempt.provider_reference],
          ['Phone', attempt.phone_number],
          ['Failure', failure && `${failure.detail} (${failure.code})`],
          ['Trying again', failure && (failure.retryable ? 'May work' : 'Will not work')],
          ['Stored', <Moment key="stored" at={attempt.created_at} />],
          ['Deadline', attempt.deadline_at && <Moment key="deadline" at={attempt.deadline_at} />],
          ['Asked', asks > 0 && `${String(asks)} times`],
          ['Asked next', attempt.next_ask_at && <Moment key="next" at={attempt.next_ask_at} />],
          ['They sent', !isByHand(provider) && <Link key="sent" to={webhooks}>Webhooks</Link>],
        ]}
      />
    </>
  )
}

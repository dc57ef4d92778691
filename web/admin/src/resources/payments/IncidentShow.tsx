import { useQuery } from '@tanstack/react-query'
import { Link, useRecordContext } from 'react-admin'

import { ActionButton } from '../../actions/ActionButton.tsx'
import { useMay } from '../../app/may.ts'
import { Actions } from '../../show/Actions.tsx'
import { Columns } from '../../show/Columns.tsx'
import { Facts } from '../../show/Facts.tsx'
import { LivePage } from '../../show/LivePage.tsx'
import { Moment } from '../../show/Moment.tsx'
import { PageHead } from '../../show/PageHead.tsx'
import { Section } from '../../show/Section.tsx'
import { wordsOf } from '../../show/tones.ts'

import { resolve } from './actions/resolve.tsx'
import { resolutions } from './guards.ts'
import type { Incident } from './payment.ts'
import { attemptsOf } from './queries.ts'

export default function IncidentShow() {
  return (
    <LivePage title="Incident">
      <IncidentPage />
    </LivePage>
  )
}

function IncidentPage() {
  const incident = useRecordContext<Incident>()
  if (!incident) return null
  return (
    <Columns
      head={
        <PageHead
          title={wordsOf(incident.kind)}
          status={incident.state}
          aside={<Moment at={incident.created_at} />}
        >
          {incident.state === 'open' && <Resolve incident={incident} />}
        </PageHead>
      }
      aside={<About incident={incident} />}
    >
      <Section title="What does not add up">{incident.detail}</Section>
      {incident.state === 'resolved' && <Decision incident={incident} />}
    </Columns>
  )
}

function Resolve({ incident }: { readonly incident: Incident }) {
  const may = useMay('payments:write')
  const { data: attempts } = useQuery(attemptsOf(incident.payment_id))
  if (!may || !attempts) return null
  return (
    <Actions>
      <ActionButton primary action={resolve(incident, resolutions(incident, attempts))} />
    </Actions>
  )
}

function Decision({ incident }: { readonly incident: Incident }) {
  const { resolution, note, resolved_at, resolved_by } = incident
  return (
    <Section title="Decision">
      <Facts
        of={[
          ['Decided', resolution && wordsOf(resolution)],
          ['When', <Moment key="at" at={resolved_at} />],
          ['By', resolved_by],
          ['Note', note],
        ]}
      />
    </Section>
  )
}

function About({ incident }: { readonly incident: Incident }) {
  const { reference, order_id, payment_id } = incident
  return (
    <Section title="About">
      <Facts
        of={[
          ['Reference', reference],
          ['Order', order_id && <Link key="order" to={`/orders/${order_id}/show`}>Open order</Link>],
          ['Payment', payment_id && <Link key="pay" to={`/payments/${payment_id}/show`}>Open payment</Link>],
        ]}
      />
    </Section>
  )
}

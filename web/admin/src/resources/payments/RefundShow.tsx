import Alert from '@mui/material/Alert'
import { Link, useRecordContext } from 'react-admin'

import { ActionButton } from '../../actions/ActionButton.tsx'
import { useMay } from '../../app/may.ts'
import { Actions } from '../../show/Actions.tsx'
import { Columns } from '../../show/Columns.tsx'
import { Facts } from '../../show/Facts.tsx'
import { LivePage } from '../../show/LivePage.tsx'
import { Moment } from '../../show/Moment.tsx'
import { MoneyText } from '../../show/MoneyText.tsx'
import { PageHead } from '../../show/PageHead.tsx'
import { Rows, type Column } from '../../show/Rows.tsx'
import { Section } from '../../show/Section.tsx'
import { Status } from '../../show/Status.tsx'
import { wordsOf } from '../../show/tones.ts'

import { retry } from './actions/retry.tsx'
import { settle } from './actions/settle.tsx'
import { waitsForStaff } from './guards.ts'
import { providerName, type RefundDetail } from './payment.ts'

type Step = RefundDetail['steps'][number]

export default function RefundShow() {
  return (
    <LivePage title="Refund" whole="steps">
      <RefundPage />
    </LivePage>
  )
}

function RefundPage() {
  const refund = useRecordContext<RefundDetail>()
  if (!refund) return null
  return (
    <Columns head={<RefundHead refund={refund} />} aside={<RefundFacts refund={refund} />}>
      <Section title="What became of it">
        <Rows
          label="Steps"
          rows={refund.steps}
          columns={columns}
          keyOf={({ at, status }) => at + status}
          none="Nothing yet."
        />
      </Section>
    </Columns>
  )
}

function RefundHead({ refund }: { readonly refund: RefundDetail }) {
  const waits = waitsForStaff(refund)
  const mayDecide = useMay('refunds:write') && waits
  return (
    <PageHead
      title={`Refund ${refund.reference}`}
      status={refund.status}
      aside={<MoneyText money={refund.amount} />}
    >
      {waits && refund.detail && <Alert severity="warning">{refund.detail}</Alert>}
      {mayDecide && (
        <Actions>
          <ActionButton primary action={retry(refund)} />
          <ActionButton action={settle(refund)} />
        </Actions>
      )}
    </PageHead>
  )
}

function RefundFacts({ refund }: { readonly refund: RefundDetail }) {
  return (
    <Section title="Details">
      <Facts
        of={[
          ['Reason', wordsOf(refund.reason)],
          ['Provider', providerName(refund.provider)],
          ['Theirs', refund.provider_reference],
          ['Asked for by', refund.automatic ? 'The shop itself' : refund.requested_by],
          ['Counts', refund.counted ? 'From the order’s money' : 'Never was the order’s money'],
          ['Try', refund.number],
          ['Tried next', refund.next_try_at && <Moment key="next" at={refund.next_try_at} />],
          ['Note', refund.note],
          ['Order', <Link key="order" to={`/orders/${refund.order_id}/show`}>Open order</Link>],
          ['Payment', <Link key="payment" to={`/payments/${refund.payment_id}/show`}>Open payment</Link>],
        ]}
      />
    </Section>
  )
}

const columns: readonly Column<Step>[] = [
  { name: 'When', of: ({ at }) => <Moment at={at} /> },
  { name: 'Status', of: ({ status }) => <Status value={status} /> },
  { name: 'Detail', of: ({ detail }) => detail },
  { name: 'Theirs', of: ({ provider_reference }) => provider_reference },
  { name: 'By', of: ({ actor_id }) => actor_id ?? 'The shop itself' },
]

import { Link } from 'react-admin'

import { useMay } from '../../app/may.ts'
import { Moment } from '../../show/Moment.tsx'
import { MoneyText } from '../../show/MoneyText.tsx'
import { Rows, type Column } from '../../show/Rows.tsx'
import { Section } from '../../show/Section.tsx'
import { Status } from '../../show/Status.tsx'
import { wordsOf } from '../../show/tones.ts'

import type { Payment } from './payment.ts'

type Refund = Payment['refunds'][number]

export function PaymentRefunds({ payment }: { readonly payment: Payment }) {
  const mayRead = useMay('refunds:read')
  return (
    <Section title="Refunds">
      <Rows
        label="Refunds"
        rows={payment.refunds}
        columns={mayRead ? [...columns, page] : columns}
        keyOf={({ id }) => id}
        none="Nothing went back."
      />
    </Section>
  )
}

const columns: readonly Column<Refund>[] = [
  { name: 'Asked for', of: ({ created_at }) => <Moment at={created_at} /> },
  { name: 'Reason', of: ({ reason }) => wordsOf(reason) },
  { name: 'Status', of: ({ status }) => <Status value={status} /> },
  { name: 'Amount', of: ({ amount }) => <MoneyText money={amount} />, numeric: true },
]

const page: Column<Refund> = {
  name: 'More',
  of: ({ id }) => <Link to={`/refunds/${id}/show`}>Open refund</Link>,
}

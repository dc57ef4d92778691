import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-admin'

import { useMay } from '../../app/may.ts'
import { Facts } from '../../show/Facts.tsx'
import { MoneyText } from '../../show/MoneyText.tsx'
import { Section } from '../../show/Section.tsx'
import { Status } from '../../show/Status.tsx'
import { wordsOf } from '../../show/tones.ts'
import { providerName } from '../payments/payment.ts'

import type { Order } from './order.ts'
import { paymentOf } from './queries.ts'

/** What was paid and went back; the payment itself for those who may read it. */
export function OrderMoney({ order }: { readonly order: Order }) {
  const { data: payment } = useQuery({
    ...paymentOf(order.id),
    enabled: useMay('payments:read'),
  })
  const { paid, refunded, refund_pending, outstanding } = order.amounts
  const last = payment?.attempts.at(-1)
  return (
    <Section
      title="Payment"
      aside={payment && <Link to={`/payments/${payment.id}/show`}>Open payment</Link>}
    >
      <Facts
        of={[
          ['State', <Status key="state" value={order.payment_status} />],
          ['Paid', <MoneyText key="paid" money={paid} />],
          ['Refunded', refunded.amount > 0 && <MoneyText key="refunded" money={refunded} />],
          ['Going back', refund_pending.amount > 0 && <MoneyText key="back" money={refund_pending} />],
          ['Outstanding', <MoneyText key="open" money={outstanding} />],
          ['Last attempt', last && `${providerName(last.provider)}, ${wordsOf(last.status).toLowerCase()}`],
          ['Attempts', order.attempts],
          ['It failed as', last?.failure?.detail],
        ]}
      />
    </Section>
  )
}

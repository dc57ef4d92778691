import { Facts } from '../../show/Facts.tsx'
import { MoneyText } from '../../show/MoneyText.tsx'
import { Section } from '../../show/Section.tsx'
import { wordsOf } from '../../show/tones.ts'

import type { Payment } from './payment.ts'

export function PaymentSums({ payment }: { readonly payment: Payment }) {
  const { amount, captured, refunded, refund_pending, outstanding, order_note } = payment
  return (
    <Section title="Amounts">
      <Facts
        of={[
          ['Asked for', <MoneyText key="amount" money={amount} />],
          ['Captured', <MoneyText key="captured" money={captured} />],
          ['Refunded', <MoneyText key="refunded" money={refunded} />],
          ['Going back', <MoneyText key="pending" money={refund_pending} />],
          ['Outstanding', <MoneyText key="outstanding" money={outstanding} />],
          ['Orders say', order_note && wordsOf(order_note)],
        ]}
      />
    </Section>
  )
}

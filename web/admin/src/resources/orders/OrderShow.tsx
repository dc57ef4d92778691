import { useQuery } from '@tanstack/react-query'
import { useRecordContext } from 'react-admin'

import { Columns } from '../../show/Columns.tsx'
import { LivePage } from '../../show/LivePage.tsx'
import { Section } from '../../show/Section.tsx'

import type { Order } from './order.ts'
import { OrderAddresses } from './OrderAddresses.tsx'
import { OrderCustomer } from './OrderCustomer.tsx'
import { OrderHead } from './OrderHead.tsx'
import { OrderLines } from './OrderLines.tsx'
import { OrderMoney } from './OrderMoney.tsx'
import { OrderNotes } from './OrderNotes.tsx'
import { OrderProgress } from './OrderProgress.tsx'
import { storyOf } from './queries.ts'
import { Timeline } from './timeline/Timeline.tsx'

export default function OrderShow() {
  return (
    <LivePage title="Order">
      <OrderPage />
    </LivePage>
  )
}

function OrderPage() {
  const order = useRecordContext<Order>()
  return order ? <OrderParts order={order} /> : null
}

function OrderParts({ order }: { readonly order: Order }) {
  const { data: entries } = useQuery(storyOf(order.id))
  return (
    <Columns
      head={<OrderHead order={order} />}
      aside={
        <>
          <OrderMoney order={order} />
          <OrderCustomer order={order} />
          <OrderAddresses order={order} />
          <OrderNotes order={order} />
        </>
      }
    >
      <Section title="Progress">
        <OrderProgress order={order} entries={entries ?? []} />
      </Section>
      <OrderLines order={order} />
      <Timeline entries={entries} />
    </Columns>
  )
}

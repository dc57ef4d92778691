import { Link } from 'react-admin'

import { useMay } from '../../app/may.ts'
import { Facts } from '../../show/Facts.tsx'
import { Mailto } from '../../show/Mailto.tsx'
import { Section } from '../../show/Section.tsx'

import type { Order } from './order.ts'

export function OrderCustomer({ order }: { readonly order: Order }) {
  const { contact, user_id } = order
  const mayRead = useMay('users:read')
  const account = user_id && mayRead && <Link to={`/customers/${user_id}/show`}>Open customer</Link>
  return (
    <Section title="Customer" aside={account}>
      <Facts
        of={[
          ['Name', contact.full_name],
          ['Email', <Mailto key="email" to={contact.email} />],
          ['Phone', contact.phone_number],
          ['Language', contact.locale],
          ['Account', user_id ? undefined : 'Guest'],
        ]}
      />
    </Section>
  )
}

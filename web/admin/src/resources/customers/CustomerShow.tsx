import { EditButton, useRecordContext } from 'react-admin'

import { ActionButton } from '../../actions/ActionButton.tsx'
import { Actions } from '../../show/Actions.tsx'
import { Columns } from '../../show/Columns.tsx'
import { Facts } from '../../show/Facts.tsx'
import { LivePage } from '../../show/LivePage.tsx'
import { Mailto } from '../../show/Mailto.tsx'
import { Moment } from '../../show/Moment.tsx'
import { PageHead } from '../../show/PageHead.tsx'
import { Section } from '../../show/Section.tsx'

import { forceSignOut, reactivate, remove, suspend } from './actions.tsx'
import type { Customer } from './customer.ts'
import { CustomerOrders } from './CustomerOrders.tsx'
import { useAbilities } from './guards.ts'
import { RolesSection } from './RolesSection.tsx'

export default function CustomerShow() {
  return (
    <LivePage title="Customer">
      <CustomerPage />
    </LivePage>
  )
}

function CustomerPage() {
  const customer = useRecordContext<Customer>()
  if (!customer) return null
  return (
    <Columns head={<CustomerHead customer={customer} />} aside={<RolesSection customer={customer} />}>
      <Account customer={customer} />
      <CustomerOrders customer={customer} />
    </Columns>
  )
}

function CustomerHead({ customer }: { readonly customer: Customer }) {
  const able = useAbilities(customer)
  return (
    <PageHead title={customer.full_name ?? customer.email} status={customer.status}>
      {able.size > 0 && (
        <Actions>
          {able.has('edit') && <EditButton variant="contained" />}
          {able.has('signOut') && <ActionButton action={forceSignOut(customer)} />}
          {able.has('reactivate') && <ActionButton action={reactivate(customer)} />}
          {able.has('suspend') && <ActionButton action={suspend(customer)} />}
          {able.has('delete') && <ActionButton action={remove(customer)} />}
        </Actions>
      )}
    </PageHead>
  )
}

function Account({ customer }: { readonly customer: Customer }) {
  return (
    <Section title="Account">
      <Facts
        of={[
          ['Email', <Mailto key="email" to={customer.email} />],
          ['Confirmed', customer.email_confirmed ? 'Yes' : 'Not yet'],
          ['Username', customer.username],
          ['Phone', customer.phone_number],
          ['Language', customer.locale],
          ['Since', <Moment key="since" at={customer.created_at} />],
          ['Last changed', <Moment key="changed" at={customer.updated_at} />],
        ]}
      />
    </Section>
  )
}

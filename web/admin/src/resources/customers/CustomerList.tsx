import { CreateButton, DataTable, FilterButton, Link, SearchInput, SelectInput, TextInput, TopToolbar } from 'react-admin'

import { useMay } from '../../app/may.ts'
import { Age } from '../../show/Age.tsx'
import { choicesOf } from '../../show/choices.ts'
import { PagedList } from '../../show/PagedList.tsx'
import { Status } from '../../show/Status.tsx'

import { STATUSES, type Customer } from './customer.ts'

const Column = DataTable.Col<Customer>

const filters = [
  <SearchInput key="q" source="q" alwaysOn placeholder="Email, username or name" />,
  <SelectInput key="status" source="status" alwaysOn choices={choicesOf(STATUSES)} />,
  <TextInput key="role" source="role" />,
]

/** Everybody who has an account, staff too. */
export default function CustomerList() {
  return (
    <PagedList filters={filters} actions={<Tools />}>
      <DataTable bulkActionButtons={false} rowClick="show">
        <Column
          label="Email"
          render={({ id, email }) => <Link to={`/customers/${id}/show`}>{email}</Link>}
        />
        <Column label="Name" render={({ full_name }) => full_name} />
        <Column label="Status" render={({ status }) => <Status value={status} />} />
        <Column label="Roles" render={({ roles }) => roles.join(', ')} />
        <Column
          label="Confirmed"
          render={({ email_confirmed }) => (email_confirmed ? 'Yes' : 'Not yet')}
        />
        <Column label="Since" render={({ created_at }) => <Age of={created_at} />} />
      </DataTable>
    </PagedList>
  )
}

function Tools() {
  const mayCreate = useMay('users:write')
  return (
    <TopToolbar>
      <FilterButton />
      {mayCreate && <CreateButton />}
    </TopToolbar>
  )
}

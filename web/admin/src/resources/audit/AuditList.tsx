import { DataTable, DateInput, FilterButton, SelectInput, TextInput, TopToolbar } from 'react-admin'

import { choicesOf } from '../../show/choices.ts'
import { dayFrom, dayUntil, endOf, startOf } from '../../show/days.ts'
import { Moment } from '../../show/Moment.tsx'
import { PagedList } from '../../show/PagedList.tsx'
import { wordsOf } from '../../show/tones.ts'

import { Change } from './Change.tsx'
import type { AuditEvent } from './event.ts'
import { ObjectLink } from './ObjectLink.tsx'

const Column = DataTable.Col<AuditEvent>
const SERVICES = ['users', 'catalog', 'orders', 'payments']

const filters = [
  <SelectInput key="service" source="service" alwaysOn choices={choicesOf(SERVICES)} />,
  <TextInput key="action" source="action" alwaysOn />,
  <TextInput key="actor" source="actor_id" label="By (id)" />,
  <TextInput key="type" source="object_type" label="Kind of thing" />,
  <TextInput key="object" source="object_id" label="Thing (id)" />,
  <DateInput key="from" source="created_from" label="From" parse={startOf} format={dayFrom} />,
  <DateInput key="to" source="created_to" label="Until" parse={endOf} format={dayUntil} />,
]

/** Who changed what, in every service. */
export default function AuditList() {
  return (
    <PagedList
      filters={filters}
      actions={
        <TopToolbar>
          <FilterButton />
        </TopToolbar>
      }
    >
      <DataTable bulkActionButtons={false} rowClick={false}>
        <Column label="When" render={({ created_at }) => <Moment at={created_at} />} />
        <Column label="By" render={(event) => <ObjectLink type="user" id={event.actor_id} />} />
        <Column label="Action" render={({ action }) => wordsOf(action.replaceAll('.', ' '))} />
        <Column
          label="What"
          render={({ object_type, object_id }) => <ObjectLink type={object_type} id={object_id} />}
        />
        <Column label="Change" render={(event) => <Change event={event} />} />
      </DataTable>
    </PagedList>
  )
}

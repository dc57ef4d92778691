import { DataTable, Link, SelectInput } from 'react-admin'

import { Age } from '../../show/Age.tsx'
import { choicesOf } from '../../show/choices.ts'
import { PagedList } from '../../show/PagedList.tsx'
import { Status } from '../../show/Status.tsx'
import { wordsOf } from '../../show/tones.ts'

import { OrderLink } from './OrderLink.tsx'
import { INCIDENT_KINDS, type Incident } from './payment.ts'
import { PaymentsNav } from './PaymentsNav.tsx'

const Column = DataTable.Col<Incident>
const OPEN = { state: 'open' }

const filters = [
  <SelectInput key="state" source="state" alwaysOn choices={choicesOf(['open', 'resolved'])} />,
  <SelectInput key="kind" source="kind" alwaysOn choices={choicesOf(INCIDENT_KINDS)} />,
]

/** What about money does not add up; the open ones wait for a person. */
export default function IncidentList() {
  return (
    <>
      <PaymentsNav />
      <PagedList
        filters={filters}
        filterDefaultValues={OPEN}
      >
        <DataTable bulkActionButtons={false} rowClick="show">
          <Column
            label="What"
            render={({ id, kind }) => <Link to={`/incidents/${id}/show`}>{wordsOf(kind)}</Link>}
          />
          <Column label="State" render={({ state }) => <Status value={state} />} />
          <Column label="Order" render={() => <OrderLink />} />
          <Column label="Reference" render={({ reference }) => reference} />
          <Column label="Detail" render={({ detail }) => detail} />
          <Column label="Age" render={({ created_at }) => <Age of={created_at} />} />
        </DataTable>
      </PagedList>
    </>
  )
}

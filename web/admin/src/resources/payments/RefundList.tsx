import { DataTable, Link, SelectInput } from 'react-admin'

import { Age } from '../../show/Age.tsx'
import { choicesOf } from '../../show/choices.ts'
import { MoneyText } from '../../show/MoneyText.tsx'
import { PagedList } from '../../show/PagedList.tsx'
import { Status } from '../../show/Status.tsx'
import { wordsOf } from '../../show/tones.ts'

import { OrderLink } from './OrderLink.tsx'
import { PROVIDER_CODES, REFUND_STATUSES, providerChoices, providerName, type Refund } from './payment.ts'
import { PaymentsNav } from './PaymentsNav.tsx'

const Column = DataTable.Col<Refund>

const filters = [
  <SelectInput key="status" source="status" alwaysOn choices={choicesOf(REFUND_STATUSES)} />,
  <SelectInput key="provider" source="provider" alwaysOn choices={providerChoices(PROVIDER_CODES)} />,
]

/** Money on its way back; `Needs attention` waits for a person. */
export default function RefundList() {
  return (
    <>
      <PaymentsNav />
      <PagedList filters={filters}>
        <DataTable bulkActionButtons={false} rowClick="show">
          <Column
            label="Reference"
            render={({ id, reference }) => <Link to={`/refunds/${id}/show`}>{reference}</Link>}
          />
          <Column label="Order" render={() => <OrderLink />} />
          <Column label="Status" render={({ status }) => <Status value={status} />} />
          <Column label="Provider" render={({ provider }) => providerName(provider)} />
          <Column label="Reason" render={({ reason }) => wordsOf(reason)} />
          <Column
            label="Amount"
            align="right"
            render={({ amount }) => <MoneyText money={amount} />}
          />
          <Column label="Age" render={({ created_at }) => <Age of={created_at} />} />
        </DataTable>
      </PagedList>
    </>
  )
}

import { DataTable, DateInput, Link, SelectInput } from 'react-admin'

import { Age } from '../../show/Age.tsx'
import { choicesOf } from '../../show/choices.ts'
import { dayFrom, dayUntil, endOf, startOf } from '../../show/days.ts'
import { MoneyText } from '../../show/MoneyText.tsx'
import { PagedList } from '../../show/PagedList.tsx'
import { Status } from '../../show/Status.tsx'

import { OrderLink } from './OrderLink.tsx'
import { PAYMENT_STATUSES, PROVIDER_CODES, providerChoices, providerName, type Payment } from './payment.ts'
import { PaymentsNav } from './PaymentsNav.tsx'

const Column = DataTable.Col<Payment>

const filters = [
  <SelectInput key="status" source="status" alwaysOn choices={choicesOf(PAYMENT_STATUSES)} />,
  <SelectInput key="provider" source="provider" alwaysOn choices={providerChoices(PROVIDER_CODES)} />,
  <DateInput key="from" source="created_from" label="From" alwaysOn parse={startOf} format={dayFrom} />,
  <DateInput key="to" source="created_to" label="Until" alwaysOn parse={endOf} format={dayUntil} />,
]

export default function PaymentList() {
  return (
    <>
      <PaymentsNav />
      <PagedList filters={filters}>
        <DataTable bulkActionButtons={false} rowClick="show">
          <Column
            label="Reference"
            render={({ id, attempts }) => (
              <Link to={`/payments/${id}/show`}>{attempts.at(-1)?.reference ?? 'Not begun'}</Link>
            )}
          />
          <Column label="Order" render={() => <OrderLink />} />
          <Column label="Status" render={({ status }) => <Status value={status} />} />
          <Column
            label="Provider"
            render={({ attempts }) => providerName(attempts.at(-1)?.provider ?? '')}
          />
          <Column
            label="Amount"
            align="right"
            render={({ amount }) => <MoneyText money={amount} />}
          />
          <Column
            label="Outstanding"
            align="right"
            render={({ outstanding }) => <MoneyText money={outstanding} />}
          />
          <Column label="Age" render={({ created_at }) => <Age of={created_at} />} />
        </DataTable>
      </PagedList>
    </>
  )
}

import { DataTable, Link } from 'react-admin'

import { MoneyText } from '../../show/MoneyText.tsx'
import { Status } from '../../show/Status.tsx'

import { Age } from '../../show/Age.tsx'
import type { Order } from './order.ts'

const Column = DataTable.Col<Order>

export function OrderTable() {
  return (
    <DataTable bulkActionButtons={false} rowClick="show">
      <Column
        label="Order"
        disableSort
        render={({ id, number }) => <Link to={`/orders/${id}/show`}>{number}</Link>}
      />
      <Column
        label="Customer"
        disableSort
        render={({ contact }) => contact.full_name || contact.email}
      />
      <Column label="Status" disableSort render={({ status }) => <Status value={status} />} />
      <Column
        label="Payment"
        disableSort
        render={({ payment_status }) => <Status value={payment_status} />}
      />
      <Column
        label="Total"
        align="right"
        disableSort
        render={({ total }) => <MoneyText money={total} />}
      />
      <Column source="created_at" label="Age" render={({ created_at }) => <Age of={created_at} />} />
    </DataTable>
  )
}

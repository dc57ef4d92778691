import Skeleton from '@mui/material/Skeleton'
import { Link, useGetList } from 'react-admin'

import { useMay } from '../../app/may.ts'
import { Age } from '../../show/Age.tsx'
import { MoneyText } from '../../show/MoneyText.tsx'
import { Rows, type Column } from '../../show/Rows.tsx'
import { Section } from '../../show/Section.tsx'
import { Status } from '../../show/Status.tsx'
import type { Order } from '../orders/order.ts'

import type { Customer } from './customer.ts'

const SHOWN = 10

/** The newest orders that name this customer's address. */
export function CustomerOrders({ customer }: { readonly customer: Customer }) {
  const mayRead = useMay('orders:read')
  const { data: orders } = useGetList<Order>(
    'orders',
    {
      filter: { q: customer.email },
      pagination: { page: 1, perPage: SHOWN },
      sort: { field: 'created_at', order: 'DESC' },
    },
    { enabled: mayRead },
  )
  if (!mayRead) return null
  return (
    <Section title="Newest orders">
      {orders ? (
        <Rows label="Orders" rows={orders} columns={columns} keyOf={({ id }) => id} none="None yet." />
      ) : (
        <Skeleton variant="rounded" height={80} />
      )}
    </Section>
  )
}

const columns: readonly Column<Order>[] = [
  { name: 'Order', of: ({ id, number }) => <Link to={`/orders/${id}/show`}>{number}</Link> },
  { name: 'Status', of: ({ status }) => <Status value={status} /> },
  { name: 'Total', of: ({ total }) => <MoneyText money={total} />, numeric: true },
  { name: 'Age', of: ({ created_at }) => <Age of={created_at} /> },
]

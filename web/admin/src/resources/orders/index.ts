import ShoppingBag from '@mui/icons-material/ShoppingBagOutlined'

import type { Screen } from '../../app/screen.ts'

import { OrderCreate } from './create/OrderCreate.tsx'
import { OrderList } from './OrderList.tsx'
import { OrderShow } from './OrderShow.tsx'

export const orders: Screen = {
  name: 'orders',
  label: 'Orders',
  one: 'Order',
  icon: ShoppingBag,
  may: { read: 'orders:read', write: 'orders:write' },
  list: OrderList,
  show: OrderShow,
  create: OrderCreate,
  sorts: ['created_at'],
  title: ({ number }) => String(number),
}

import ShoppingBag from '@mui/icons-material/ShoppingBagOutlined'
import { lazy } from 'react'

import type { Screen } from '../../app/screen.ts'

export const orders: Screen = {
  name: 'orders',
  label: 'Orders',
  one: 'Order',
  icon: ShoppingBag,
  may: { read: 'orders:read', write: 'orders:write' },
  list: lazy(() => import('./OrderList.tsx')),
  show: lazy(() => import('./OrderShow.tsx')),
  create: lazy(() => import('./create/OrderCreate.tsx')),
  sorts: ['created_at'],
  title: ({ number }) => String(number),
}

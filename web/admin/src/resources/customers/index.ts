import People from '@mui/icons-material/PeopleOutlined'
import { lazy } from 'react'

import type { Screen } from '../../app/screen.ts'

export const customers: Screen = {
  name: 'customers',
  path: '/users',
  label: 'Customers',
  one: 'Customer',
  icon: People,
  may: { read: 'users:read', write: 'users:write' },
  list: lazy(() => import('./CustomerList.tsx')),
  show: lazy(() => import('./CustomerShow.tsx')),
  edit: lazy(() => import('./CustomerEdit.tsx')),
  create: lazy(() => import('./CustomerCreate.tsx')),
  title: ({ full_name, email }) => String(full_name ?? email),
}

import People from '@mui/icons-material/PeopleOutlined'

import type { Screen } from '../../app/screen.ts'

import { CustomerCreate, CustomerEdit } from './CustomerForms.tsx'
import { CustomerList } from './CustomerList.tsx'
import { CustomerShow } from './CustomerShow.tsx'

export const customers: Screen = {
  name: 'customers',
  path: '/users',
  label: 'Customers',
  one: 'Customer',
  icon: People,
  may: { read: 'users:read', write: 'users:write' },
  list: CustomerList,
  show: CustomerShow,
  edit: CustomerEdit,
  create: CustomerCreate,
  title: ({ full_name, email }) => String(full_name ?? email),
}

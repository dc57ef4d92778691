import Badge from '@mui/icons-material/BadgeOutlined'
import { lazy } from 'react'

import type { Screen } from '../../app/screen.ts'

export const roles: Screen = {
  name: 'roles',
  label: 'Roles',
  one: 'Role',
  icon: Badge,
  may: { read: 'roles:read', write: 'roles:write' },
  list: lazy(() => import('./RoleList.tsx')),
  edit: lazy(() => import('./RoleEdit.tsx')),
  create: lazy(() => import('./RoleCreate.tsx')),
  single: false,
  title: ({ name }) => String(name),
}

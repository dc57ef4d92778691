import Badge from '@mui/icons-material/BadgeOutlined'

import type { Screen } from '../../app/screen.ts'

import { RoleCreate, RoleEdit } from './RoleForms.tsx'
import { RoleList } from './RoleList.tsx'

export const roles: Screen = {
  name: 'roles',
  label: 'Roles',
  one: 'Role',
  icon: Badge,
  may: { read: 'roles:read', write: 'roles:write' },
  list: RoleList,
  edit: RoleEdit,
  create: RoleCreate,
  single: false,
  title: ({ name }) => String(name),
}

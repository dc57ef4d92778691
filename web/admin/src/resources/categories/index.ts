import AccountTree from '@mui/icons-material/AccountTreeOutlined'
import { lazy } from 'react'

import type { Screen } from '../../app/screen.ts'
import { texts } from './texts.ts'

export const categories: Screen = {
  name: 'categories',
  label: 'Categories',
  one: 'Category',
  icon: AccountTree,
  may: { read: 'catalog:read', write: 'catalog:write' },
  title: ({ name }) => String(name),
  texts,
  list: lazy(() => import('./CategoryTree.tsx')),
}

import Inventory from '@mui/icons-material/SellOutlined'
import { lazy } from 'react'

import type { Screen } from '../../app/screen.ts'
import { texts } from './texts.ts'

export const products: Screen = {
  name: 'products',
  label: 'Products',
  one: 'Product',
  icon: Inventory,
  may: { read: 'catalog:read', write: 'catalog:write' },
  sorts: ['created_at', 'price', 'name'],
  title: ({ name }) => String(name),
  texts,
  list: lazy(() => import('./ProductList.tsx')),
  edit: lazy(() => import('./ProductEdit.tsx')),
  create: lazy(() => import('./ProductCreate.tsx')),
}

import Warehouse from '@mui/icons-material/WarehouseOutlined'
import { lazy } from 'react'

import type { Screen } from '../../app/screen.ts'
import { texts } from './texts.ts'

export const stock: Screen = {
  name: 'stock',
  path: '/stock-levels',
  label: 'Stock',
  icon: Warehouse,
  key: 'variant_id',
  may: { read: 'stock:read', write: 'stock:write' },
  title: ({ sku }) => String(sku),
  texts,
  list: lazy(() => import('./StockList.tsx')),
  show: lazy(() => import('./StockShow.tsx')),
}

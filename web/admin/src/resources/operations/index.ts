import Engineering from '@mui/icons-material/EngineeringOutlined'
import { lazy } from 'react'

import type { Screen } from '../../app/screen.ts'

export const operations: Screen = {
  name: 'operations',
  path: '/ops/queues',
  label: 'Operations',
  icon: Engineering,
  may: { read: 'ops:read', write: 'ops:write' },
  list: lazy(() => import('./OperationsPage.tsx')),
}

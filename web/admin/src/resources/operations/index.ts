import Engineering from '@mui/icons-material/EngineeringOutlined'

import type { Screen } from '../../app/screen.ts'

import { OperationsPage } from './OperationsPage.tsx'

export const operations: Screen = {
  name: 'operations',
  path: '/ops/queues',
  label: 'Operations',
  icon: Engineering,
  may: { read: 'ops:read', write: 'ops:write' },
  list: OperationsPage,
}

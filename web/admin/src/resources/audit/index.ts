import History from '@mui/icons-material/History'
import { lazy } from 'react'

import type { Screen } from '../../app/screen.ts'

export const audit: Screen = {
  name: 'audit',
  path: '/audit-events',
  label: 'Audit',
  one: 'Audit event',
  icon: History,
  may: { read: 'audit:read' },
  list: lazy(() => import('./AuditList.tsx')),
  single: false,
}

import History from '@mui/icons-material/History'

import type { Screen } from '../../app/screen.ts'

import { AuditList } from './AuditList.tsx'

export const audit: Screen = {
  name: 'audit',
  path: '/audit-events',
  label: 'Audit',
  one: 'Audit event',
  icon: History,
  may: { read: 'audit:read' },
  list: AuditList,
  single: false,
}

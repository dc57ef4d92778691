import Payment from '@mui/icons-material/PaymentOutlined'
import ReportProblem from '@mui/icons-material/ReportProblemOutlined'
import Undo from '@mui/icons-material/UndoOutlined'
import Webhook from '@mui/icons-material/WebhookOutlined'
import { lazy } from 'react'

import type { Screen } from '../../app/screen.ts'

// None of these can be written as a record: what staff do with money are actions of their own.
const may = { read: 'payments:read' }

export const payments: Screen = {
  name: 'payments',
  label: 'Payments',
  one: 'Payment',
  icon: Payment,
  may,
  list: lazy(() => import('./PaymentList.tsx')),
  show: lazy(() => import('./PaymentShow.tsx')),
}

export const refunds: Screen = {
  name: 'refunds',
  path: '/payment-refunds',
  label: 'Refunds',
  one: 'Refund',
  icon: Undo,
  may: { read: 'refunds:read' },
  list: lazy(() => import('./RefundList.tsx')),
  show: lazy(() => import('./RefundShow.tsx')),
  unlisted: true,
}

export const webhooks: Screen = {
  name: 'webhooks',
  path: '/payment-webhooks',
  label: 'Webhooks',
  one: 'Webhook',
  icon: Webhook,
  may,
  list: lazy(() => import('./WebhookList.tsx')),
  show: lazy(() => import('./WebhookShow.tsx')),
  unlisted: true,
}

export const incidents: Screen = {
  name: 'incidents',
  path: '/payment-incidents',
  label: 'Incidents',
  one: 'Incident',
  icon: ReportProblem,
  may,
  list: lazy(() => import('./IncidentList.tsx')),
  show: lazy(() => import('./IncidentShow.tsx')),
  unlisted: true,
}

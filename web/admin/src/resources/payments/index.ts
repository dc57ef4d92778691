import Payment from '@mui/icons-material/PaymentOutlined'
import ReportProblem from '@mui/icons-material/ReportProblemOutlined'
import Undo from '@mui/icons-material/UndoOutlined'
import Webhook from '@mui/icons-material/WebhookOutlined'

import type { Screen } from '../../app/screen.ts'

import { IncidentList } from './IncidentList.tsx'
import { IncidentShow } from './IncidentShow.tsx'
import { PaymentList } from './PaymentList.tsx'
import { PaymentShow } from './PaymentShow.tsx'
import { RefundList } from './RefundList.tsx'
import { RefundShow } from './RefundShow.tsx'
import { WebhookList } from './WebhookList.tsx'
import { WebhookShow } from './WebhookShow.tsx'

// None of these can be written as a record: what staff do with money are actions of their own.
const may = { read: 'payments:read' }

export const payments: Screen = {
  name: 'payments',
  label: 'Payments',
  one: 'Payment',
  icon: Payment,
  may,
  list: PaymentList,
  show: PaymentShow,
}

export const refunds: Screen = {
  name: 'refunds',
  path: '/payment-refunds',
  label: 'Refunds',
  one: 'Refund',
  icon: Undo,
  may: { read: 'refunds:read' },
  list: RefundList,
  show: RefundShow,
  unlisted: true,
}

export const webhooks: Screen = {
  name: 'webhooks',
  path: '/payment-webhooks',
  label: 'Webhooks',
  one: 'Webhook',
  icon: Webhook,
  may,
  list: WebhookList,
  show: WebhookShow,
  unlisted: true,
}

export const incidents: Screen = {
  name: 'incidents',
  path: '/payment-incidents',
  label: 'Incidents',
  one: 'Incident',
  icon: ReportProblem,
  may,
  list: IncidentList,
  show: IncidentShow,
  unlisted: true,
}

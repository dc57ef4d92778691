import type { components } from '@soko/client'

type Schemas = components['schemas']

export type Payment = Schemas['payments_StaffPaymentOut']
export type Attempt = Schemas['payments_StaffAttemptOut']
export type Refund = Schemas['payments_StaffRefundOut']
export type RefundDetail = Schemas['payments_RefundDetailOut']
export type Webhook = Schemas['payments_WebhookOut']
export type WebhookDetail = Schemas['payments_WebhookDetailOut']
export type Incident = Schemas['payments_IncidentOut']

export const PAYMENT_STATUSES = [
  'pending',
  'processing',
  'success',
  'failed',
  'cancelled',
] as const satisfies readonly Payment['status'][]

export const REFUND_STATUSES = [
  'needs_attention',
  'requested',
  'processing',
  'succeeded',
  'failed',
] as const satisfies readonly Refund['status'][]

export const WEBHOOK_STATES = [
  'received',
  'applied',
  'orphan',
  'parked',
] as const satisfies readonly Webhook['state'][]

export const INCIDENT_KINDS = [
  'amount_mismatch',
  'currency_mismatch',
  'unknown_status',
  'unknown_reference',
  'stock_refused',
  'chargeback',
] as const satisfies readonly Incident['kind'][]

const PROVIDERS: Readonly<Record<string, string>> = {
  mpesa: 'M-Pesa',
  daraja: 'M-Pesa (Daraja)',
  chapa: 'Chapa',
  paystack: 'Paystack',
  stripe: 'Stripe',
  cash: 'Cash',
  manual: 'Bank transfer',
}

/** A provider or a webhook's channel as people call it. */
export function providerName(code: string): string {
  return PROVIDERS[code] ?? code
}

export function providerChoices(codes: readonly string[]): { id: string; name: string }[] {
  return codes.map((code) => ({ id: code, name: providerName(code) }))
}

export const PROVIDER_CODES = ['mpesa', 'chapa', 'paystack', 'stripe', 'cash', 'manual'] as const
export const CHANNELS = ['daraja', 'chapa', 'paystack', 'stripe'] as const

const BY_HAND: readonly string[] = ['cash', 'manual']

/** Whether staff say what was paid, because no provider can. */
export function isByHand(provider: string): boolean {
  return BY_HAND.includes(provider)
}

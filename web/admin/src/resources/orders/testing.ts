import type { Order } from './order.ts'

const nothing = { amount: 0, currency: 'KES' }
const address = {
  full_name: 'Asha Njeri',
  phone_number: '+254700000001',
  line1: 'Moi Avenue 1',
  city: 'Nairobi',
  country: 'KE',
}

/** An order for tests: paid by nobody, allowing nothing, unless they say otherwise. */
export function anOrder(given: Partial<Order> = {}): Order {
  return {
    id: '0197-order',
    number: 'S-1',
    status: 'pending',
    payment_status: 'unpaid',
    fulfillment_status: 'unfulfilled',
    currency: 'KES',
    items: [],
    subtotal: nothing,
    discount: nothing,
    shipping: nothing,
    tax: nothing,
    tax_included: true,
    rounding: nothing,
    total: nothing,
    shipping_address: address,
    billing_address: address,
    shipping_method: 'standard',
    notes: null,
    amounts: { paid: nothing, refunded: nothing, refund_pending: nothing, outstanding: nothing },
    cancellation: null,
    shipment: null,
    stock_committed: false,
    version: 1,
    expires_at: null,
    created_at: '2026-11-22T12:00:00Z',
    updated_at: '2026-11-22T12:00:00Z',
    allowed_actions: [],
    user_id: null,
    contact: { email: 'asha@example.com', full_name: 'Asha Njeri', phone_number: null, locale: 'en' },
    attempts: 0,
    archived_at: null,
    ...given,
  }
}

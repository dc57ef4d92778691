import { describe, expect, it } from 'vitest'

import { orderOf, wrongGuest } from './orderOf.ts'

describe('an order that staff put together', () => {
  it('is sent with variants alone, and without what was left empty', () => {
    const typed = {
      email: 'asha@example.com',
      items: [{ product_id: 'p', variant_id: 'v', quantity: 2 }],
      shipping_address: { city: 'Nairobi', line2: '', region: null },
    }
    expect(orderOf(typed)).toEqual({
      email: 'asha@example.com',
      items: [{ variant_id: 'v', quantity: 2 }],
      shipping_address: { city: 'Nairobi' },
    })
  })

  it('is for an account or for a guest, not for both and not for nobody', () => {
    expect(wrongGuest('', { user_id: 'u' })).toBeUndefined()
    expect(wrongGuest('asha@example.com', {})).toBeUndefined()
    expect(wrongGuest(null, {})).toBe('Say who orders')
    expect(wrongGuest('asha@example.com', { user_id: 'u' })).toMatch(/^Leave this empty/)
  })
})

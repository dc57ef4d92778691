// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { api } from '../../app/api.ts'
import { loadTexts, textsReady } from '../../i18n/i18n.ts'
import checkout from '../../locales/en/checkout.json'
import type { Order } from '../orders/queries.ts'
import { ChooseProvider } from './ChooseProvider.tsx'

const total = { amount: 490_000, currency: 'KES' }
const order = {
  id: '01980000-0000-7000-8000-0000000000ff',
  currency: 'KES',
  amounts: { outstanding: total },
  shipping_address: { phone_number: '+251 911 223 344' },
} as Order

const providers = [
  { code: 'cash', name: 'Cash on delivery', kinds: ['cash'], currencies: [], needs_phone_number: false },
  { code: 'mpesa', name: 'M-Pesa', kinds: ['mobile_money'], currencies: ['KES'], needs_phone_number: true },
]
const started = { next_action: { type: 'await_phone_prompt' } }

vi.mock('../../app/api.ts', () => ({ api: { GET: vi.fn(), POST: vi.fn() } }))

interface Begun {
  readonly params: { readonly header: { readonly 'idempotency-key': string } }
  readonly body: object
}

/** The payments that were begun. */
function begun(): Begun[] {
  const calls: unknown[][] = vi.mocked(api.POST).mock.calls
  return calls.map((call) => call[1] as Begun)
}

function later<T>(answer: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, 100, answer))
}

function show(): void {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ChooseProvider order={order} attempt={undefined} skew={0} keep={undefined} done={vi.fn()} />
    </QueryClientProvider>,
  )
}

beforeAll(async () => {
  await textsReady
  await loadTexts('orders', 'checkout')
})

beforeEach(() => {
  sessionStorage.clear()
  vi.mocked(api.GET).mockReset().mockResolvedValue({ data: { items: providers } })
  // It takes a moment, as it does: long enough to press twice.
  vi.mocked(api.POST).mockReset().mockImplementation(() => later({ data: started }))
})

afterEach(cleanup)

describe('choosing how to pay', () => {
  it('puts the phone first, and asks for its number', async () => {
    show()
    const [first] = await screen.findAllByRole<HTMLInputElement>('radio')
    expect([first?.value, first?.checked]).toEqual(['mpesa', true])
    expect(screen.getByLabelText('M-Pesa number')).toBeTruthy()
  })

  it('sends no request to a number that cannot be rung', async () => {
    show()
    await screen.findByRole('radio', { name: 'M-Pesa' })
    await userEvent.click(screen.getByRole('button', { name: 'Pay' }))
    expect(await screen.findByText(checkout.errors.phone_prompt)).toBeTruthy()
    expect(screen.getByLabelText('M-Pesa number').getAttribute('aria-invalid')).toBe('true')
    expect(begun()).toEqual([])
  })

  it('sends one request, under a key, to the number as it is dialled', async () => {
    show()
    const number = await screen.findByLabelText('M-Pesa number')
    await userEvent.clear(number)
    await userEvent.type(number, '0712 345 678')
    await userEvent.dblClick(screen.getByRole('button', { name: 'Pay' }))
    await vi.waitFor(() => expect(begun()).toHaveLength(1))
    expect(begun()[0]?.body).toMatchObject({ provider: 'mpesa', phone_number: '0712345678' })
    expect(begun()[0]?.params.header['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('asks for no number where none is needed', async () => {
    show()
    await userEvent.click(await screen.findByRole('radio', { name: 'Cash on delivery' }))
    expect(screen.queryByLabelText('M-Pesa number')).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'Pay' }))
    await vi.waitFor(() => expect(begun()[0]?.body).toMatchObject({ provider: 'cash' }))
    expect(begun()[0]?.body).not.toHaveProperty('phone_number')
  })
})

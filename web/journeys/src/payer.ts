import { vi } from 'vitest'

import { simulator } from './ground.ts'

export type Outcome = 'approve' | 'decline' | 'abandon'

interface Transaction {
  readonly reference: string
  readonly phone_number: string | null
  readonly status: string
}

/** Answer the prompt on this phone as its owner does, once it has come; `amount` is what is truly paid, in minor units. */
export async function answerPrompt(phoneNumber: string, outcome: Outcome, amount?: number): Promise<void> {
  const prompt = await vi.waitFor(
    async () => {
      const found = (await openPrompts()).find((one) => digits(one.phone_number) === digits(phoneNumber))
      if (!found) throw new Error(`no prompt on ${phoneNumber}`)
      return found
    },
    { timeout: 30_000, interval: 100 },
  )
  const path = `/control/transactions/mpesa/${prompt.reference}/decision`
  const answer = await fetch(simulator + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ outcome, amount }),
  })
  if (!answer.ok) throw new Error(`${String(answer.status)} from the simulator: ${await answer.text()}`)
}

/** A number that no other journey has. */
export function ownPhoneNumber(): string {
  return `+2547${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`
}

async function openPrompts(): Promise<readonly Transaction[]> {
  const answer = await fetch(`${simulator}/control/transactions?provider=mpesa&status=pending`)
  const { items } = (await answer.json()) as { items: readonly Transaction[] }
  return items
}

function digits(phoneNumber: string | null): string {
  return (phoneNumber ?? '').replaceAll(/\D/g, '')
}

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
  await decideFor('mpesa', prompt.reference, { outcome, amount })
}

export interface Decision {
  readonly outcome: Outcome
  /** What is truly paid, in minor units; what was asked for where it does not say. */
  readonly amount?: number | undefined
}

/** Decide as the payer does, without looking at a page or a phone. */
export function decideFor(provider: string, reference: string, decision: Decision): Promise<void> {
  return control('POST', `/transactions/${provider}/${reference}/decision`, decision)
}

/** Have the provider say from now on that a unit more was paid than truly was. */
export function speaksFalsely(provider: string, reference: string): Promise<void> {
  return control('PUT', `/transactions/${provider}/${reference}/faults`, { verify: 'wrong_amount' })
}

async function control(method: string, path: string, said: unknown): Promise<void> {
  const answer = await fetch(`${simulator}/control${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(said),
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

import type { components } from '@soko/client'

type Takings = components['schemas']['orders_ProviderOut']

export interface Attempts {
  readonly provider: string
  readonly succeeded: number
  readonly failed: number
  readonly pending: number
}

/** Attempts by provider, over all its currencies. */
export function attemptsOf(takings: readonly Takings[]): readonly Attempts[] {
  const sums = new Map<string, Attempts>()
  for (const { provider, succeeded, failed, pending } of takings) {
    const sum = sums.get(provider) ?? { provider, succeeded: 0, failed: 0, pending: 0 }
    sums.set(provider, {
      provider,
      succeeded: sum.succeeded + succeeded,
      failed: sum.failed + failed,
      pending: sum.pending + pending,
    })
  }
  return [...sums.values()]
}

/** Whole percent of what is decided; undefined while nothing is. */
export function rateOf(attempts: readonly Attempts[]): number | undefined {
  const succeeded = attempts.reduce((sum, one) => sum + one.succeeded, 0)
  const decided = attempts.reduce((sum, one) => sum + one.succeeded + one.failed, 0)
  return decided === 0 ? undefined : Math.round((succeeded / decided) * 100)
}

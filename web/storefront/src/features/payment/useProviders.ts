import type { Money } from '@soko/client'
import { useQuery } from '@tanstack/react-query'
import { providersQuery, type Provider } from './queries.ts'

interface Providers {
  readonly providers: readonly Provider[] | undefined
  /** The one with that code, else the first. */
  readonly chosen: Provider | undefined
  readonly problem: unknown
  readonly retry: () => void
}

/** The ways to pay that much; none are known while there is no amount. */
export function useProviders(money: Money | undefined, code: string): Providers {
  const { data, error, refetch } = useQuery({
    ...providersQuery(money ?? { amount: 0, currency: '' }),
    enabled: money !== undefined && money.amount > 0,
  })
  return {
    providers: data,
    chosen: data?.find((one) => one.code === code) ?? data?.[0],
    problem: data ? undefined : error,
    retry: () => void refetch(),
  }
}

export function nameOf(code: string, providers: readonly Provider[] | undefined): string {
  return providers?.find((one) => one.code === code)?.name ?? code
}

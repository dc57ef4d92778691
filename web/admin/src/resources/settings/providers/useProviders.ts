import { Problem, body, type components } from '@soko/client'
import { useQuery } from '@tanstack/react-query'

import { api } from '../../../app/api.ts'

export type Provider = components['schemas']['payments_SwitchOut']

/** Shown even when off: the public list names those that are on, and staff's API asks for a code. */
const ALWAYS = ['mpesa', 'chapa', 'cash']

async function one(code: string, signal: AbortSignal): Promise<readonly Provider[]> {
  try {
    const params = { path: { code } }
    return [await body(api.GET('/api/v1/admin/payment-providers/{code}', { params, signal }))]
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return []
    throw error
  }
}

async function all(signal: AbortSignal): Promise<readonly Provider[]> {
  const params = { query: { limit: 100 } }
  const { items } = await body(api.GET('/api/v1/payment-providers', { params, signal }))
  const codes = new Set([...ALWAYS, ...items.map(({ code }) => code)])
  return (await Promise.all([...codes].map((code) => one(code, signal)))).flat()
}

export function useProviders() {
  return useQuery({
    queryKey: ['payment-providers'],
    queryFn: ({ signal }) => all(signal),
  })
}

import { Problem, body, type components } from '@soko/client'
import { useQuery } from '@tanstack/react-query'

import { api } from '../../../app/api.ts'

export type Provider = components['schemas']['payments_SwitchOut']

/** The API shows each by its code; the public list leaves out those that are switched off. */
const CODES = ['mpesa', 'chapa', 'paystack', 'stripe', 'cash']

async function one(code: string, signal: AbortSignal): Promise<readonly Provider[]> {
  try {
    const params = { path: { code } }
    return [await body(api.GET('/api/v1/admin/payment-providers/{code}', { params, signal }))]
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return []
    throw error
  }
}

export function useProviders() {
  return useQuery({
    queryKey: ['payment-providers'],
    queryFn: async ({ signal }) => (await Promise.all(CODES.map((code) => one(code, signal)))).flat(),
  })
}

import { body, Problem, type components } from '@soko/client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from '../../app/api.ts'
import { isPending, type Cart } from '../cart/optimistic.ts'

export type Quote = components['schemas']['orders_QuoteOut']

const REST = 300

/**
 * What the cart costs sent to that country, by that method or, where that does not go there, the
 * cheapest; and whether that is still being asked, while the totals of before are shown.
 */
export function useQuote(cart: Cart, country: string, method: string) {
  const wanted = `${country} ${method}`
  const asked = useRested(wanted)
  const [where = '', how = ''] = asked.split(' ')
  const quote = useQuery({
    queryKey: ['cart', 'quote', cart.id, cart.version, cart.currency, where, how],
    queryFn: () => quoted(where, how),
    enabled: where !== '' && cart.items.length > 0 && !cart.items.some(isPending),
    placeholderData: keepPreviousData,
  })
  return { quote, isAsking: asked !== wanted || quote.isPlaceholderData }
}

async function quoted(country: string, method: string): Promise<Quote> {
  const ask = (shipping_method: string | null) =>
    body(api.POST('/api/v1/cart/quote', { body: { shipping_address: { country }, shipping_method } }))
  try {
    return await ask(method || null)
  } catch (problem) {
    if (problem instanceof Problem && 'shipping_method' in problem.fields) return ask(null)
    throw problem
  }
}

/** The text once nobody has changed it for a moment. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST)
    return () => clearTimeout(timer)
  }, [text])
  return rested
}

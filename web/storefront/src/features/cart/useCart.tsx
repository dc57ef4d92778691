import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'

import { problemText } from '../../i18n/problem.ts'
import { toast } from '../../ui/toast.ts'
import { useAddition } from './changes.ts'
import { cartOpen } from './open.ts'
import type { Addition, Cart } from './optimistic.ts'
import { cartQuery } from './query.ts'

export function useCart(): UseQueryResult<Cart> {
  return useQuery(cartQuery)
}

/** Put something in, and say so with the way to the cart. */
export function useAddToCart(): (addition: Addition) => void {
  const { t } = useTranslation('cart')
  const { mutate } = useAddition()
  return (addition) => {
    mutate(
      { ...addition, key: crypto.randomUUID() },
      { onError: (problem) => toast(problemText(problem), { tone: 'danger' }) },
    )
    toast(t('added', { name: addition.product.name }), {
      tone: 'success',
      action: (
        <button
          type="button"
          onClick={() => cartOpen.set(true)}
          className="min-h-10 shrink-0 cursor-pointer rounded-full px-3 font-semibold underline underline-offset-4 hover:bg-canvas/15"
        >
          {t('view')}
        </button>
      ),
    })
  }
}

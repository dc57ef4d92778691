import { body, Problem, type components } from '@soko/client'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { api, queryClient, session } from '../../app/api.ts'
import { orderToken, rememberOrder } from '../../app/tokens.ts'
import { toast } from '../../ui/toast.ts'
import { emptyCart } from '../cart/optimistic.ts'
import { cartChanged, cartQuery } from '../cart/query.ts'
import { orderQuery } from '../orders/queries.ts'
import { keepChoice, type Choice } from '../payment/choice.ts'
import { dropNotes } from './draft.ts'
import { once, unsettled, type Intent } from './intents.ts'
import type { PlaceOrder } from './values.ts'

type Placed = components['schemas']['orders_PlacedOut']

/** An order as it was asked for, and how it is to be paid if it costs what was shown. */
export interface Wish {
  readonly order: PlaceOrder
  readonly choice: Choice | null
  readonly total: number
}

const NAME = 'order'
const PATIENCE = 30_000
/** The cart lets go of what was ordered within a second. */
const CART_FOLLOWS = 1500

/** The order whose answer never came, as when the page was left too soon. */
export function unsettledOrder(): Wish | undefined {
  return unsettled<Wish>(NAME)?.body
}

/** Place the order once, whatever happens on the way, and go on to its page. Throws `Problem`. */
export function usePlaceOrder(): (wish: Wish) => Promise<void> {
  const { t } = useTranslation('checkout')
  const navigate = useNavigate()
  return async (wish) => {
    try {
      const { answer: placed, body: asked } = await once(NAME, wish, send)
      keep(placed, asked)
      if (placed.total.amount !== asked.total) toast(t('changed.total'), { tone: 'warning' })
      // What is shown of the cart is taken back only once this page is left.
      await navigate(`/orders/${placed.id}`, { replace: true, flushSync: true })
      emptyTheCart()
    } catch (problem) {
      const orderId = orderedBefore(problem)
      if (orderId === undefined) throw problem
      toast(t('changed.already'))
      await navigate(`/orders/${orderId}`, { replace: true })
    }
  }
}

function send({ key, body: { order } }: Intent<Wish>): Promise<Placed> {
  return body(
    api.POST('/api/v1/orders', {
      params: { header: { 'idempotency-key': key } },
      body: order,
      signal: AbortSignal.timeout(PATIENCE),
    }),
  )
}

function keep(placed: Placed, { choice, total }: Wish): void {
  const { order_token, ...order } = placed
  // Who is signed in opens it as themselves; the next person at this browser shall not.
  if (!session.identity) rememberOrder(placed.id, order_token)
  queryClient.setQueryData(orderQuery(placed.id).queryKey, order)
  // A price may have changed in the last moment: then the payer looks before paying.
  if (choice && placed.total.amount === total) keepChoice(placed.id, choice)
  dropNotes()
}

function emptyTheCart(): void {
  queryClient.setQueryData(cartQuery.queryKey, (cart) => cart && emptyCart(cart.currency))
  void queryClient.invalidateQueries({ queryKey: ['orders'] })
  setTimeout(() => void cartChanged(), CART_FOLLOWS)
}

/** The order that this cart became before, where this browser may see it. */
function orderedBefore(problem: unknown): string | undefined {
  if (!(problem instanceof Problem) || problem.code !== 'cart_already_ordered') return undefined
  const { order_id: id } = problem.body
  const mayLook = typeof id === 'string' && (session.identity !== undefined || orderToken(id) !== undefined)
  return mayLook ? id : undefined
}

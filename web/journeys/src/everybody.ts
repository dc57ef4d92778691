import { employ, keepAddress } from './people.ts'
import { ADDRESSES, somethingOnSale, type ProductItem } from './sales.ts'
import { standingsFor, type Standings } from './standings.ts'
import { inTheDark, onDesktop, onPhone, type Way } from './ways.ts'

/** Every page is looked at where nothing moves any more. */
const still = (way: Way): Way => ({ ...way, screen: { ...way.screen, reducedMotion: 'reduce' } })

/** On which screens and in which light it is looked at. */
export const LOOKS: readonly Way[] = [onDesktop, onPhone, inTheDark(onDesktop), inTheDark(onPhone)].map(still)

/** What is there to be looked at, the same for every look. */
export interface Sights {
  readonly product: ProductItem
  readonly buyer: string
  readonly orders: Standings
}

/** Makes all of it anew; wait this long for it. */
export async function sights(): Promise<Sights> {
  const product = await somethingOnSale()
  const buyer = await employ('Wanjiku')
  await keepAddress(buyer, { ...ADDRESSES.KES, is_default: true })
  return { product, buyer, orders: await standingsFor(buyer) }
}

export const PATIENCE = 120_000

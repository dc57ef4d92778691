import { linkInMail } from './mail.ts'
import { ownEmail, PASSWORD } from './people.ts'
import type { Visitor } from './visitor.ts'

export const NAIROBI = {
  'Full name': 'Wanjiku Kamau',
  'Phone number': '0712 345 678',
  Address: 'Kimathi Street 4',
  City: 'Nairobi',
}
export const ADDIS = {
  'Full name': 'Abeba Tesfaye',
  'Phone number': '+251 911 234 567',
  Address: 'Bole Road 12',
  City: 'Addis Ababa',
}

/** From the shop's front to a full cart. */
export async function putInCart(visitor: Visitor, product: string): Promise<void> {
  await visitor.open('/')
  await visitor.press('link', new RegExp(product))
  await visitor.sees('heading', product)
  await visitor.press('button', 'Add to cart')
  await visitor.sees('button', /^Cart.*1/)
}

/** In the header, or where a phone keeps what has no room there. */
export async function payIn(visitor: Visitor, currency: string): Promise<void> {
  const isNarrow = await visitor.find('button', 'Menu').isVisible()
  await visitor.press('button', isNarrow ? 'Menu' : 'Preferences')
  await visitor.pick('Currency', currency)
  await visitor.press('button', 'Close')
}

/** Register, confirm by the mail, and sign in; the cart comes along. */
export async function becomeCustomer(visitor: Visitor, name: string): Promise<string> {
  const email = ownEmail('shopper')
  await visitor.within('banner').press('link', 'Sign in')
  await visitor.press('link', 'Create an account')
  await visitor.write({ 'Full name': name, Email: email, Password: PASSWORD })
  await visitor.press('button', 'Create account')
  await visitor.hears('Look into your mail')
  await visitor.open(await linkInMail(email, /confirm/i))
  await visitor.hears('Your email is confirmed')
  await visitor.within('main').press('link', 'Sign in')
  await signIn(visitor, email)
  return email
}

export async function signIn(visitor: Visitor, email: string): Promise<void> {
  await visitor.write({ Email: email, Password: PASSWORD })
  await visitor.press('button', 'Sign in')
  await visitor.misses('heading', 'Sign in')
}

export async function toCheckout(visitor: Visitor): Promise<void> {
  await visitor.press('button', /^Cart/)
  await visitor.press('link', 'Checkout')
  await visitor.sees('heading', 'Checkout')
}

export interface Order {
  readonly email?: string
  readonly address: Readonly<Record<string, string>>
  readonly country: string
  readonly provider: string
  /** Where the prompt goes. */
  readonly phone?: string
}

/** Fill in the checkout and place the order. */
export async function placeOrder(visitor: Visitor, order: Order): Promise<void> {
  if (order.email !== undefined) await visitor.write({ Email: order.email })
  await visitor.write(order.address)
  await visitor.pick('Country', order.country)
  await visitor.choose(order.provider)
  if (order.phone !== undefined) {
    await visitor.write({ [`${order.provider} number`]: order.phone })
  }
  await visitor.press('button', 'Place order')
}

/** A guest's order whose prompt waits on that phone. */
export async function orderAsGuest(visitor: Visitor, product: string, phone: string): Promise<string> {
  const email = ownEmail('guest')
  await putInCart(visitor, product)
  await toCheckout(visitor)
  await placeOrder(visitor, { email, address: NAIROBI, country: 'Kenya', provider: 'M-Pesa', phone })
  await visitor.hears('Waiting for your phone')
  return email
}

/** What happens meanwhile must show on the page by itself. */
export async function withoutReload(visitor: Visitor, act: () => Promise<void>): Promise<void> {
  await visitor.page.evaluate(() => Object.assign(globalThis, { isTheSamePage: true }))
  await act()
  const isSame = await visitor.page.evaluate(() => 'isTheSamePage' in globalThis)
  if (!isSame) throw new Error('the page was loaded again')
}

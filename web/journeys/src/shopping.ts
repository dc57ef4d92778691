import { PASSWORD } from './people.ts'
import type { Visitor } from './visitor.ts'

/** From the shop's front to a full cart. */
export async function putInCart(visitor: Visitor, product: string): Promise<void> {
  await visitor.press('link', new RegExp(product))
  await visitor.sees('heading', product)
  await visitor.press('button', 'Add to cart')
  await visitor.sees('link', 'Checkout')
}

export async function register(visitor: Visitor, email: string, name: string): Promise<void> {
  await visitor.open('/login')
  await visitor.press('link', 'Create an account')
  await visitor.write({ 'Full name': name, Email: email, Password: PASSWORD })
  await visitor.press('button', /create/i)
}

export async function signIn(visitor: Visitor, email: string): Promise<void> {
  await visitor.write({ Email: email, Password: PASSWORD })
  await visitor.press('button', 'Sign in')
}

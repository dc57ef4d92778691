import { PASSWORD } from './people.ts'
import type { Visitor } from './visitor.ts'

export async function signInAsStaff(visitor: Visitor, email: string, page = '/admin/'): Promise<void> {
  await visitor.open(page)
  await visitor.write({ Email: email, Password: PASSWORD })
  await visitor.press('button', 'Sign in')
  await visitor.sees('button', /^Profile/)
}

export async function openOrder(visitor: Visitor, number: string): Promise<void> {
  await turnTo(visitor, 'Orders')
  await visitor.press('link', new RegExp(number))
  await visitor.sees('heading', new RegExp(number))
}

export async function turnTo(visitor: Visitor, name: string): Promise<void> {
  await unfoldMenu(visitor)
  await visitor.press('menuitem', name)
}

/** A phone keeps the menu folded. */
export async function unfoldMenu(visitor: Visitor): Promise<void> {
  const folded = visitor.find('button', 'Open menu')
  await folded.or(visitor.find('button', 'Close menu')).waitFor()
  if (await folded.isVisible()) await visitor.press('button', 'Open menu')
  await visitor.sees('menuitem')
}

/** Press the button, fill what its dialog asks for, and confirm. */
export async function act(
  visitor: Visitor,
  name: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<void> {
  await visitor.press('button', name)
  const dialog = visitor.within('dialog', name)
  await dialog.write(fields)
  await dialog.press('button', name)
}

/** The page of a payment, found by the reference that its provider has as well. */
export async function openPayment(visitor: Visitor, reference: string): Promise<void> {
  await turnTo(visitor, 'Payments')
  await visitor.press('link', reference)
  await visitor.sees('heading', `Payment ${reference}`)
}

/** On the page of a payment: open what does not add up about it, and decide. */
export async function decide(visitor: Visitor, decision: string): Promise<void> {
  await visitor.press('link', 'Amount mismatch')
  await visitor.press('button', 'Resolve')
  const dialog = visitor.within('dialog', 'Resolve')
  await dialog.pick('Decision', decision)
  await dialog.write({ Note: 'Asked the payer' })
  await dialog.press('button', 'Resolve')
  await visitor.reads('The incident is resolved')
  await visitor.sees('heading', 'Decision')
}

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

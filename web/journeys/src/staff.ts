import { PASSWORD } from './people.ts'
import type { Visitor } from './visitor.ts'

export async function signInAsStaff(visitor: Visitor, email: string, page = '/admin/'): Promise<void> {
  await visitor.open(page)
  await visitor.write({ Email: email, Password: PASSWORD })
  await visitor.press('button', 'Sign in')
  await visitor.sees('button', 'Profile')
}

export async function openOrder(visitor: Visitor, number: string): Promise<void> {
  await turnTo(visitor, 'Orders')
  await visitor.press('link', new RegExp(number))
  await visitor.sees('heading', new RegExp(number))
}

/** Choose from the menu, which a phone keeps folded. */
export async function turnTo(visitor: Visitor, name: string): Promise<void> {
  const entry = visitor.find('menuitem', name)
  const fold = visitor.find('button', /open menu/i)
  await entry.or(fold).first().waitFor()
  if (!(await entry.isVisible())) await visitor.press('button', /open menu/i)
  await visitor.press('menuitem', name)
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

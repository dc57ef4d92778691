import type { Opening } from '../look.ts'
import { sign } from '../sign.ts'
import type { Name, Role } from '../visitor.ts'

/** A dialog that a button opens; most are called like it. */
export function dialog(button: Name, title: Name = button): Opening {
  return {
    name: String(button),
    open: (visitor) => visitor.press('button', button),
    known: sign('dialog', title),
  }
}

/** A dialog whose button was pressed although it asks for more: everything that is missing is marked. */
export function unfilled(name: string, missing: string): Opening {
  return {
    name: `${name} left empty`,
    async open(visitor) {
      await visitor.press('button', name)
      await visitor.within('dialog').press('button', name)
    },
    known: (visitor) => visitor.within('dialog').text(missing),
  }
}

/** What a list, a menu or a field with suggestions shows when it is pressed. */
export function unfolded(role: Role, name: Name, shows: Role, called?: Name): Opening {
  return {
    name: String(name),
    open: (visitor) => visitor.press(role, name),
    known: sign(shows, called),
  }
}

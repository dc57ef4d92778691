import type { Locator, Page } from 'playwright-core'

/** How somebody moves a page. The same journey is made with each. */
export interface Hand {
  readonly press: (target: Locator) => Promise<void>
  readonly write: (field: Locator, text: string) => Promise<void>
  /** A radio button or a checkbox. */
  readonly tick: (box: Locator) => Promise<void>
  readonly pick: (list: Locator, option: string) => Promise<void>
}

export function mouse(page: Page): Hand {
  return pointing(page, (target) => target.click())
}

export function finger(page: Page): Hand {
  return pointing(page, (target) => target.tap())
}

function pointing(page: Page, touch: (target: Locator) => Promise<void>): Hand {
  return {
    press: touch,
    write: (field, text) => field.fill(text),
    tick: (box) => box.check(),
    async pick(list, option) {
      if (await isNative(list)) await list.selectOption({ label: option })
      else {
        await ((await isTyped(list)) ? list.first().fill(option) : touch(list))
        await touch(page.getByRole('option', { name: option, exact: true }))
      }
    },
  }
}

const LONGEST_WALK = 300

/** Nothing but Tab, Enter, Space, the arrows and letters. */
export function keyboard(page: Page): Hand {
  const reach = async (target: Locator, arrived = isFocused): Promise<void> => {
    await target.waitFor()
    for (let step = 0; step < LONGEST_WALK; step += 1) {
      if (await target.evaluate(arrived)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`Tab never comes to ${String(target)}`)
  }
  return {
    async press(target) {
      await reach(target)
      await page.keyboard.press('Enter')
    },
    async write(field, text) {
      await reach(field)
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.press('Backspace')
      await page.keyboard.type(text)
    },
    async tick(box) {
      if (await box.isChecked()) return
      if ((await box.getAttribute('type')) === 'radio' || (await roleOf(box)) === 'radio') {
        await reach(box, isInFocusedGroup)
        await turnTo(page, box)
      } else {
        await reach(box)
        await page.keyboard.press('Space')
      }
    },
    async pick(list, option) {
      await reach(list.first())
      if (await isNative(list)) {
        await page.keyboard.type(option)
        return
      }
      if (await isTyped(list)) {
        // It comes first once it is typed whole.
        await page.keyboard.type(option)
        await page.getByRole('option', { name: option, exact: true }).waitFor()
        await page.keyboard.press('ArrowDown')
        await page.keyboard.press('Enter')
        return
      }
      await page.keyboard.press('Enter')
      await page.getByRole('option', { name: option, exact: true }).waitFor()
      // A space would take what the list stands on by then.
      await page.keyboard.type(option.split(' ', 1)[0] ?? option)
      await page.keyboard.press('Enter')
    },
  }
}

/** In a group of radio buttons Tab comes to one of them and the arrows to the others. */
async function turnTo(page: Page, radio: Locator): Promise<void> {
  for (let step = 0; step < LONGEST_WALK; step += 1) {
    if (await radio.evaluate(isFocused)) {
      if (!(await radio.isChecked())) await page.keyboard.press('Space')
      return
    }
    await page.keyboard.press('ArrowDown')
  }
  throw new Error(`the arrows never come to ${String(radio)}`)
}

function isFocused(element: Element): boolean {
  return element === document.activeElement
}

function isInFocusedGroup(element: Element): boolean {
  const focused = document.activeElement
  if (element === focused) return true
  if (element instanceof HTMLInputElement && focused instanceof HTMLInputElement) {
    return focused.type === 'radio' && focused.name !== '' && focused.name === element.name
  }
  const group = element.closest('[role=radiogroup]')
  return group !== null && focused?.getAttribute('role') === 'radio' && group.contains(focused)
}

function isNative(list: Locator): Promise<boolean> {
  return list.first().evaluate((element) => element instanceof HTMLSelectElement)
}

/** A list that shortens while one types in it. */
function isTyped(list: Locator): Promise<boolean> {
  // Once it is open, its options bear the same name.
  return list.first().evaluate((element) => element instanceof HTMLInputElement)
}

function roleOf(element: Locator): Promise<string | null> {
  return element.getAttribute('role')
}

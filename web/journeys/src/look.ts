import type { BrowserContext } from 'playwright-core'
import { expect } from 'vitest'

import { bringAxe, examine } from './axe.ts'
import { Traffic, untilStill } from './quiet.ts'
import { leaveBehind, note } from './record.ts'
import type { Sign } from './sign.ts'
import type { Visitor } from './visitor.ts'
import type { Way } from './ways.ts'

/** A page, all of what it is known by, and what opens on it. */
export interface Place {
  readonly at: string
  readonly known: readonly Sign[]
  readonly opens?: readonly Opening[]
}

/** What somebody opens on a page, and closes again, with Escape if nothing else is said. */
export interface Opening {
  readonly name: string
  readonly open: (visitor: Visitor) => Promise<void>
  readonly known: Sign
  readonly close?: (visitor: Visitor) => Promise<void>
  /** The one screen that has it; both where none is named. */
  readonly on?: 'desktop' | 'phone'
}

export interface Looker {
  /** Look at a page, and at each thing that opens on it. */
  readonly at: (place: Place) => Promise<void>
  /** Look at what is there now. */
  readonly here: (name: string, known: readonly Sign[]) => Promise<void>
}

/** Somebody who looks with axe, but never at a page that was not meant. */
export async function looker(visitor: Visitor, context: BrowserContext, way: Way): Promise<Looker> {
  await bringAxe(context)
  const { page } = visitor
  const traffic = new Traffic(page)
  const screen = way.screen.isMobile === true ? 'phone' : 'desktop'

  async function here(name: string, known: readonly Sign[]): Promise<void> {
    const what = name.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '…')
    for (const sign of known) await recognise(sign, what)
    await traffic.untilQuiet()
    // From the top: what was scrolled below the header is covered by it, which is no fault.
    await page.evaluate(() => scrollTo(0, 0))
    await untilStill(page)
    const found = await examine(page)
    note('pages', {
      page: what,
      way: way.name,
      grave: found.grave.length,
      slight: found.slight.length,
      passes: found.passes,
    })
    expect.soft(found.grave, `${what} (${way.name})`).toEqual([])
  }

  async function recognise(sign: Sign, what: string): Promise<void> {
    try {
      await sign(visitor).first().waitFor()
    } catch (cause) {
      await leaveBehind(page, `look ${way.name}`, visitor.watch.faults)
      const there = await page.getByRole('heading').allInnerTexts()
      throw new Error(`${what} is not there, but ${page.url()}: ${there.join(', ')}`, { cause })
    }
  }

  async function at({ at: address, known, opens = [] }: Place): Promise<void> {
    await visitor.open(address)
    await here(address, known)
    for (const opening of opens.filter(({ on = screen }) => on === screen)) {
      await opening.open(visitor)
      await here(`${address}, ${opening.name}`, [opening.known])
      await (opening.close?.(visitor) ?? page.keyboard.press('Escape'))
      await opening.known(visitor).first().waitFor({ state: 'hidden' })
    }
  }

  return { at, here }
}

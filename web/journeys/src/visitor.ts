import type { Locator, Page } from 'playwright-core'

import { gateway } from './ground.ts'
import type { Hand } from './hands.ts'
import type { Watch } from './watch.ts'

export type Role = Parameters<Page['getByRole']>[0]
export type Name = string | RegExp
type Place = Page | Locator

export interface Picture {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

/** Somebody at a browser, who finds things by what they are called and moves them by hand. */
export class Visitor {
  readonly page: Page
  readonly watch: Watch
  readonly #hand: Hand
  readonly #place: Place

  constructor(page: Page, hand: Hand, watch: Watch, place: Place = page) {
    this.page = page
    this.watch = watch
    this.#hand = hand
    this.#place = place
  }

  /** Type an address, or follow a link that came by mail. */
  async open(address: string): Promise<void> {
    await this.page.goto(new URL(address, gateway).href)
  }

  /** The same person, looking at one part of the page. */
  within(role: Role, name?: Name): Visitor {
    const place = this.find(role, name)
    return new Visitor(this.page, this.#hand, this.watch, place)
  }

  find(role: Role, name?: Name): Locator {
    return this.#place.getByRole(role, name === undefined ? {} : named(name))
  }

  text(words: Name): Locator {
    return this.#place.getByText(words)
  }

  /** What this label belongs to; a star that says "required" is no part of the name. */
  field(label: string): Locator {
    return this.#place.getByLabel(new RegExp(`^${escaped(label)}[\\s\\u2009]*\\*?$`))
  }

  async press(role: Role, name: Name): Promise<void> {
    await this.#hand.press(this.find(role, name).first())
  }

  async write(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, text] of Object.entries(fields)) {
      await this.#hand.write(this.field(label), text)
    }
  }

  async choose(radio: Name): Promise<void> {
    await this.#hand.tick(this.find('radio', radio))
  }

  async tick(checkbox: Name): Promise<void> {
    await this.#hand.tick(this.find('checkbox', checkbox))
  }

  async pick(label: string, option: string): Promise<void> {
    await this.#hand.pick(this.field(label), option)
  }

  async choosePictures(button: Name, files: readonly Picture[]): Promise<void> {
    const [chooser] = await Promise.all([
      this.page.waitForEvent('filechooser'),
      this.press('button', button),
    ])
    await chooser.setFiles([...files])
  }

  /** Wait until it is there. */
  async sees(role: Role, name?: Name, within = 30_000): Promise<void> {
    await this.find(role, name).first().waitFor({ timeout: within })
  }

  /** Wait until it is gone. */
  async misses(role: Role, name?: Name): Promise<void> {
    await this.find(role, name).first().waitFor({ state: 'hidden' })
  }

  async reads(text: Name, within = 30_000): Promise<void> {
    await this.text(text).first().waitFor({ timeout: within })
  }

  /** Wait until the page says so by itself to everybody, also to those who do not look. */
  async hears(text: Name, within = 30_000): Promise<void> {
    await this.find('status').filter({ hasText: text }).first().waitFor({ timeout: within })
  }
}

function named(name: Name): { name: Name; exact: boolean } {
  return { name, exact: typeof name === 'string' }
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}

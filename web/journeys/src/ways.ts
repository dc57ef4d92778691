import type { BrowserContextOptions, Page } from 'playwright-core'

import { finger, keyboard, mouse, type Hand } from './hands.ts'

/** A screen and a hand. */
export interface Way {
  readonly name: string
  readonly screen: BrowserContextOptions
  readonly hand: (page: Page) => Hand
}

const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }
const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
}

export const onDesktop: Way = { name: 'desktop', screen: desktop, hand: mouse }
export const onPhone: Way = { name: 'phone', screen: phone, hand: finger }
export const byKeyboard: Way = { name: 'keyboard', screen: desktop, hand: keyboard }

/** How every journey is made. */
export const everyWay = [onDesktop, onPhone, byKeyboard]

export function inTheDark(way: Way): Way {
  return { ...way, name: `${way.name}, dark`, screen: { ...way.screen, colorScheme: 'dark' } }
}

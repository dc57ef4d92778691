import type { Locator } from 'playwright-core'

import type { Name, Role, Visitor } from './visitor.ts'

/** What is there once a page is there, and on no page that may stand in its place. */
export type Sign = (visitor: Visitor) => Locator

export function sign(role: Role, name?: Name): Sign {
  return (visitor) => visitor.find(role, name)
}

export const heading = (name: Name) => sign('heading', name)
export const button = (name: Name) => sign('button', name)
export const column = (name: Name) => sign('columnheader', name)

/** In the words of the page itself, not of what stands around it. */
export function text(words: Name): Sign {
  return (visitor) => visitor.within('main').text(words)
}

/** What the page says by itself. */
export function said(words: string | RegExp): Sign {
  return (visitor) => visitor.find('status').filter({ hasText: words })
}

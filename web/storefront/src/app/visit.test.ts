// @vitest-environment jsdom
import { beforeEach, expect, it } from 'vitest'

import { markVisit } from './visit.ts'

beforeEach(() => {
  history.replaceState(null, '')
})

it('gives every address that is come to a key of its own', () => {
  markVisit()
  const first: unknown = history.state
  history.pushState(null, '')
  markVisit()
  expect(first).toEqual({ key: expect.any(String) as string })
  expect(history.state).not.toEqual(first)
})

it('keeps the key of one that is come back to', () => {
  history.replaceState({ key: 'abc', idx: 2 }, '')
  markVisit()
  expect(history.state).toEqual({ key: 'abc', idx: 2 })
})

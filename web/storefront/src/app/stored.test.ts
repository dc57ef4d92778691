// @vitest-environment jsdom
import { beforeEach, expect, it, vi } from 'vitest'

import { stored } from './stored.ts'

beforeEach(() => localStorage.clear())

it('keeps a text across visits, and forgets it', () => {
  stored('one').set('kept')
  expect(stored('one').get()).toBe('kept')
  stored('one').set(undefined)
  expect(stored('one').get()).toBeUndefined()
})

it('hears what another tab has stored', () => {
  const here = stored('two')
  const heard = vi.fn()
  here.subscribe(heard)
  localStorage.setItem('two', 'from elsewhere')
  globalThis.dispatchEvent(new StorageEvent('storage', { key: 'two' }))
  expect(here.get()).toBe('from elsewhere')
  expect(heard).toHaveBeenCalledOnce()
})

it('lasts as long as the page where nothing may be stored', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  const here = stored('three')
  here.set('in memory')
  expect(here.get()).toBe('in memory')
})

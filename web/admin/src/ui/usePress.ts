import { useRef, useState } from 'react'
import { useNotify, useRefresh } from 'react-admin'

import { inWords } from '../actions/words.ts'

export interface Press {
  readonly busy: boolean
  readonly press: () => void
}

/**
 * A button that acts at once. Its idempotency key stays until the API has answered that it is
 * done, so that a second press after a lost answer does not do it twice.
 */
export function usePress(run: (key: string) => Promise<unknown>, done: string): Press {
  const [busy, setBusy] = useState(false)
  const key = useRef<string>(undefined)
  const notify = useNotify()
  const refresh = useRefresh()

  async function act(): Promise<void> {
    setBusy(true)
    try {
      await run((key.current ??= crypto.randomUUID()))
      key.current = undefined
      notify(done, { type: 'success' })
      refresh()
    } catch (error) {
      notify(inWords(error), { type: 'error' })
    } finally {
      setBusy(false)
    }
  }

  return { busy, press: () => void act() }
}

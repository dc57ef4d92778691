import { Problem } from '@soko/client'
import { useState } from 'react'

import { initialValues, wrongs, type Action, type Values } from './action.ts'
import { inWords } from './words.ts'

export interface Attempt {
  readonly values: Values
  readonly errors: Values
  /** What went wrong with the whole of it. */
  readonly trouble: string | undefined
  readonly busy: boolean
  readonly write: (name: string, text: string) => void
  readonly submit: () => void
}

/** One opened dialog: what was typed, what was refused, and one key for all its tries. */
export function useAttempt(
  { fields = [], run }: Action,
  done: (answer: unknown) => void,
  refused: (name: string) => void,
): Attempt {
  const [key] = useState(() => crypto.randomUUID())
  const [values, setValues] = useState(() => initialValues(fields))
  const [errors, setErrors] = useState<Values>({})
  const [trouble, setTrouble] = useState<string>()
  const [busy, setBusy] = useState(false)

  function refuse(found: Values): void {
    setErrors(found)
    const first = fields.find(({ name }) => name in found)
    if (first) refused(first.name)
  }

  async function attempt(): Promise<void> {
    const found = wrongs(fields, values)
    setTrouble(undefined)
    refuse(found)
    if (Object.keys(found).length > 0) return
    setBusy(true)
    try {
      done(await run(values, key))
    } catch (error) {
      const named = fieldErrors(error, fields.map(({ name }) => name))
      refuse(named)
      if (Object.keys(named).length === 0) setTrouble(inWords(error))
    } finally {
      setBusy(false)
    }
  }

  return {
    values,
    errors,
    trouble,
    busy,
    write: (name, text) => {
      setValues((before) => ({ ...before, [name]: text }))
    },
    submit: () => void attempt(),
  }
}

/** What the API refused of the fields that are shown; `amount/amount` is about `amount`. */
function fieldErrors(error: unknown, names: readonly string[]): Values {
  if (!(error instanceof Problem)) return {}
  const found: Record<string, string> = {}
  for (const [path, { detail }] of Object.entries(error.fields)) {
    const name = path.split('/')[0] ?? ''
    if (names.includes(name)) found[name] ??= detail
  }
  return found
}

import { Problem } from '@soko/client'
import { HttpError } from 'react-admin'

import { inWords } from '../actions/words.ts'

/**
 * A refusal as react-admin shows it: what is about a field goes to the field (`prices/0/amount`
 * is `prices.0.amount` in a form), the rest is said in words.
 */
export function refused(error: unknown): Error {
  if (!(error instanceof Problem)) return error as Error
  const fields = Object.entries(error.fields).filter(([name]) => name)
  const errors = Object.fromEntries(
    fields.map(([name, { detail }]) => [name.replaceAll('/', '.'), detail]),
  )
  const message = inWords(error)
  const about = fields.length > 0 ? { errors: nested(errors) } : {}
  return Object.assign(new HttpError(message, error.status, { code: error.code, ...about }), {
    cause: error,
  })
}

/** `{'a.0': 'x'}` as `{a: {0: 'x'}}`, which is how forms look errors up. */
function nested(errors: Readonly<Record<string, string>>): Record<string, unknown> {
  const root: Record<string, unknown> = {}
  for (const [path, words] of Object.entries(errors)) {
    const names = path.split('.')
    const last = names.pop() ?? ''
    let place = root
    for (const name of names) {
      if (typeof place[name] !== 'object') place[name] = {}
      place = place[name] as Record<string, unknown>
    }
    place[last] = words
  }
  return root
}

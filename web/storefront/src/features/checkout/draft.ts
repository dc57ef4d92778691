import type { Values } from '../../ui/useForm.ts'

const KEY = 'soko.checkout'

/** What was typed at checkout, kept for as long as the tab is open; there is no secret in it. */
export function keepDraft(values: Values): void {
  sessionStorage.setItem(KEY, JSON.stringify(values))
}

/** The kept values over the given ones; what is empty, or the form does not know, is left out. */
export function draftOver<T extends Values>(initial: T): T {
  const kept = read()
  const fitting = Object.entries(kept).filter(
    ([name, value]) => value !== '' && typeof value === typeof initial[name],
  )
  return { ...initial, ...Object.fromEntries(fitting) }
}

/** After an order: the next one may well go to the same place, but its note is another. */
export function dropNotes(): void {
  keepDraft({ ...read(), notes: '' })
}

function read(): Values {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Values
  } catch {
    return {}
  }
}

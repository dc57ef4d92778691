import { wordsOf } from './tones.ts'

/** Names for a select, as react-admin takes them. */
export function choicesOf(values: readonly string[]): { id: string; name: string }[] {
  return values.map((value) => ({ id: value, name: wordsOf(value) }))
}

import type { ReactElement, ReactNode } from 'react'

export type Values = Readonly<Record<string, string>>

/** One thing that a dialog asks for; what is typed stays text until `run` reads it. */
export interface Field {
  readonly name: string
  readonly label: string
  readonly kind?: 'text' | 'long' | 'choice'
  readonly choices?: readonly { readonly value: string; readonly label: string }[]
  readonly required?: boolean
  readonly initial?: string | undefined
  readonly hint?: string
  /** What is wrong with a text that is not empty, in words. */
  readonly wrong?: (text: string) => string | undefined
}

/** Something that staff may do after they were asked once more. */
export interface Action {
  /** The name of the button, of the dialog and of what is confirmed. */
  readonly label: string
  readonly icon: ReactElement
  /** What it will do, for whoever hesitates. */
  readonly sentence: ReactNode
  readonly severe?: boolean
  readonly fields?: readonly Field[]
  /** Does it; the key is the same for every try of one opened dialog. */
  readonly run: (values: Values, key: string) => Promise<unknown>
  /** Said once it is done; gets what `run` answered. */
  readonly done: string | ((answer: unknown) => string)
  /** The page on which it goes on, where that is another one; gets what `run` answered. */
  readonly leadsTo?: (answer: unknown) => string
}

export function initialValues(fields: readonly Field[]): Values {
  return Object.fromEntries(fields.map(({ name, initial }) => [name, initial ?? '']))
}

/** What is wrong, by field; nothing where all may be sent. */
export function wrongs(fields: readonly Field[], values: Values): Values {
  const found: Record<string, string> = {}
  for (const field of fields) {
    const text = (values[field.name] ?? '').trim()
    const wrong = text ? field.wrong?.(text) : field.required && `${field.label} is needed`
    if (wrong) found[field.name] = wrong
  }
  return found
}

/** A text as a body takes it: trimmed, and null where nothing was written. */
export function orNull(text: string | undefined): string | null {
  const trimmed = text?.trim() ?? ''
  return trimmed === '' ? null : trimmed
}

/** The header that makes a repeat safe. */
export function keyed(key: string): { readonly 'idempotency-key': string } {
  return { 'idempotency-key': key }
}

/** The header that refuses to write over what somebody else changed meanwhile. */
export function unchangedSince(version: number): { readonly 'if-match': string } {
  return { 'if-match': `"${String(version)}"` }
}

import type { components } from '@soko/client'

export type AuditEvent = components['schemas']['users_AuditEventOut']

const LONG = 80

export interface Difference {
  readonly field: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/** The fields that differ, each with what it was and what it became. */
export function differences({ before, after }: Pick<AuditEvent, 'before' | 'after'>): Difference[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...fields]
    .map((field) => ({ field, before: shown(before[field]), after: shown(after[field]) }))
    .filter((one) => one.before !== one.after)
}

/** What is too long to be read between other things. */
export function isLong({ before = '', after = '' }: Difference): boolean {
  return before.length + after.length > LONG
}

function shown(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}

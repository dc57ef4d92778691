type Values = Readonly<Record<string, unknown>>

/** What a form changed of a record, as a merge patch takes it: an emptied field is null. */
export function changes(values: Values, before: Values): Record<string, unknown> {
  const changed = Object.entries(values).filter(([name, value]) => !same(value, before[name]))
  return Object.fromEntries(changed.map(([name, value]) => [name, value ?? null]))
}

/** Without fields that were left empty, as a POST takes them. */
export function filled(values: Values): Record<string, unknown> {
  const given = Object.entries(values).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  )
  return Object.fromEntries(given)
}

export function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other) || (empty(one) && empty(other))) return true
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].every((name) => same((one as Values)[name], (other as Values)[name]))
}

function empty(value: unknown): boolean {
  return value === undefined || value === null
}

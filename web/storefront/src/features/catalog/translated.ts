interface Translated {
  readonly name: string
  readonly description?: string
  readonly translations?: Readonly<Record<string, unknown>>
}

/** A catalog's own text in the visitor's language, where the staff wrote it in that one. */
export function translated(thing: Translated, field: 'name' | 'description', language: string): string {
  const texts = thing.translations?.[language] as Partial<Record<typeof field, string | null>> | undefined
  const text = texts?.[field] ?? ''
  return text === '' ? (thing[field] ?? '') : text
}

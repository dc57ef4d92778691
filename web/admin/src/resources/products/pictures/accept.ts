export const MAX_BYTES = 8 * 1024 * 1024
export const TYPES: readonly string[] = ['image/jpeg', 'image/png', 'image/webp']

export interface Objection {
  readonly words: string
  readonly values: { readonly file: string; readonly size: string }
}

/** Why the API would refuse the file, known before anything is sent. */
export function objection({ name, size, type }: Pick<File, 'name' | 'size' | 'type'>): Objection | undefined {
  const values = { file: name, size: (size / 1024 / 1024).toFixed(1) }
  if (!TYPES.includes(type)) return { words: 'wrong_type', values }
  return size > MAX_BYTES ? { words: 'too_large', values } : undefined
}

/** A merge patch holds some of the fields; the document's types ask for all that have a default. */
export function some<T>(fields: Partial<NoInfer<T>>): T {
  return fields as T
}

const FORMAT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

/** An instant in the reader's own time zone; nothing for none. */
export function Moment({ at }: { readonly at: string | null | undefined }) {
  return at ? <time dateTime={at}>{FORMAT.format(new Date(at))}</time> : null
}

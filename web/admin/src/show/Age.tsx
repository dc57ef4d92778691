import { age } from './spans.ts'
import { useNow } from './useNow.ts'

const EXACT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

/** How long ago, with the exact time on pointing at it. */
export function Age({ of }: { readonly of: string }) {
  const now = useNow()
  return (
    <time dateTime={of} title={EXACT.format(new Date(of))}>
      {age(of, now)}
    </time>
  )
}

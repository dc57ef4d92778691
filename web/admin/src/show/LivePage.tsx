import type { ReactNode } from 'react'
import { Show } from 'react-admin'

interface Props {
  readonly title: string
  readonly children: ReactNode
}

const EVERY = 5_000

/** The page of one record, looked at again every few seconds. */
export function LivePage({ title, children }: Props) {
  return (
    <Show actions={false} component="div" title={title} queryOptions={{ refetchInterval: EVERY }}>
      {children}
    </Show>
  )
}

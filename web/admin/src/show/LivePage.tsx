import Skeleton from '@mui/material/Skeleton'
import type { ReactNode } from 'react'
import { Show, useRecordContext } from 'react-admin'

interface Props {
  readonly title: string
  /** A field that items of lists lack: until it is there the record is known in part only. */
  readonly whole?: string
  readonly children: ReactNode
}

const EVERY = 5_000

/** The page of one record, looked at again every few seconds. */
export function LivePage({ title, whole = 'id', children }: Props) {
  return (
    <Show actions={false} component="div" title={title} queryOptions={{ refetchInterval: EVERY }}>
      <Once whole={whole}>{children}</Once>
    </Show>
  )
}

/** Whoever comes from a list has its row before the record itself is there. */
function Once({ whole, children }: { readonly whole: string; readonly children: ReactNode }) {
  const record = useRecordContext()
  if (record && whole in record) return children
  return <Skeleton variant="rounded" height={240} aria-busy />
}

import Alert from '@mui/material/Alert'
import Skeleton from '@mui/material/Skeleton'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import { inWords } from '../../actions/words.ts'

interface Props<T> {
  readonly query: UseQueryResult<T>
  readonly children: (data: T) => ReactNode
}

/** What was read; until then its shape, and the reason where it cannot be read. */
export function Loaded<T>({ query: { data, error }, children }: Props<T>) {
  return (
    <>
      {error && (
        <Alert severity="error" sx={{ mb: 1 }}>
          {inWords(error)}
        </Alert>
      )}
      {data === undefined ? !error && <Skeleton variant="rounded" height={64} /> : children(data)}
    </>
  )
}

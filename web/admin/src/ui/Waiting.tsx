import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import type { ReactNode } from 'react'
import { useEditContext, type RaRecord } from 'react-admin'

interface Props {
  readonly children: ReactNode
  /** Shows nothing instead of grey boxes: another part of the page already does. */
  readonly silent?: boolean
  readonly whole?: string | undefined
}

/** What is inside waits for the record; nothing jumps once it is there. */
export function Waiting({ children, silent = false, whole = 'id' }: Props) {
  const { record, isPending } = useEditContext<RaRecord>()
  if (record && whole in record) return children
  if (silent || (!isPending && !record)) return null
  return (
    <Box aria-busy sx={{ display: 'grid', gap: 2, p: 2 }}>
      {['40%', '100%', '100%', '70%'].map((width, place) => (
        <Skeleton key={place} variant="rounded" height={40} width={width} />
      ))}
    </Box>
  )
}

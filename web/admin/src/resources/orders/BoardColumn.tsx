import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { useId } from 'react'
import { useGetList } from 'react-admin'

import { inWords } from '../../actions/words.ts'
import { colourOf, wordsOf } from '../../show/tones.ts'

import { BoardCard } from './BoardCard.tsx'
import type { Order, OrderStatus } from './order.ts'

const SHOWN = 20
const EVERY = 10_000

export function BoardColumn({ status }: { readonly status: OrderStatus }) {
  const id = useId()
  const { data, total, isPending, error } = useGetList<Order>(
    'orders',
    {
      filter: { status },
      pagination: { page: 1, perPage: SHOWN },
      sort: { field: 'created_at', order: 'DESC' },
    },
    { refetchInterval: EVERY },
  )
  return (
    <Box
      component="section"
      aria-labelledby={id}
      sx={{ bgcolor: 'action.hover', borderRadius: 2, p: 1, minWidth: 0 }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, px: 0.5, pb: 1 }}>
        <Box aria-hidden sx={{ width: 8, height: 8, borderRadius: '50%', bgcolor: colourOf(status) }} />
        <Typography id={id} component="h2" variant="subtitle2" sx={{ flex: 1 }}>
          {wordsOf(status)}
        </Typography>
        <Typography variant="body2" color="text.secondary">
          {total}
        </Typography>
      </Box>
      {isPending && <Skeleton variant="rounded" height={72} />}
      {error && <Alert severity="error">{inWords(error)}</Alert>}
      <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1 }}>
        {data?.map((order) => (
          <li key={order.id}>
            <BoardCard order={order} />
          </li>
        ))}
      </Box>
      {data?.length === 0 && (
        <Typography variant="body2" color="text.secondary" sx={{ px: 0.5 }}>
          None
        </Typography>
      )}
      {total !== undefined && total > SHOWN && (
        <Typography variant="body2" color="text.secondary" sx={{ px: 0.5, pt: 1 }}>
          The newest {SHOWN} of {total}
        </Typography>
      )}
    </Box>
  )
}

import Button from '@mui/material/Button'
import Skeleton from '@mui/material/Skeleton'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableContainer from '@mui/material/TableContainer'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'
import { body } from '@soko/client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslate } from 'react-admin'

import { api } from '../../app/api.ts'
import { Trouble } from '../../ui/Trouble.tsx'

const COLUMNS = ['at', 'cause', 'change', 'after', 'why']

/** What came in and went out, newest first. */
export function Movements({ variantId }: { readonly variantId: string }) {
  const translate = useTranslate()
  const say = (what: string) => translate(`resources.stock.${what}`)
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useMovements(variantId)
  if (error) return <Trouble error={error} retry={() => void refetch()} />
  if (isPending) return <Skeleton variant="rounded" height={160} />
  const movements = data.pages.flatMap(({ items }) => items)
  if (movements.length === 0) return <Typography color="textSecondary">{say('no_movements')}</Typography>
  return (
    <>
      <TableContainer role="region" aria-label={say('movements')} tabIndex={0}>
        <Table size="small">
          <TableHead>
            <TableRow>
              {COLUMNS.map((column) => (
                <TableCell key={column} align={column === 'change' || column === 'after' ? 'right' : 'left'}>
                  {say(column)}
                </TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {movements.map(({ id, created_at, cause, delta, on_hand, reason }) => (
              <TableRow key={id}>
                <TableCell>{new Date(created_at).toLocaleString('en-GB')}</TableCell>
                <TableCell>{say(`causes.${cause}`)}</TableCell>
                <TableCell align="right">{delta > 0 ? `+${delta}` : delta}</TableCell>
                <TableCell align="right">{on_hand}</TableCell>
                <TableCell>{reason}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </TableContainer>
      {hasNextPage && (
        <Button sx={{ mt: 1 }} loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {say('older')}
        </Button>
      )}
    </>
  )
}

function useMovements(variantId: string) {
  return useInfiniteQuery({
    // Below `stock`, so that an adjustment has it loaded anew with the level itself.
    queryKey: ['stock', 'movements', variantId],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      body(
        api.GET('/api/v1/admin/stock-levels/{variant_id}/movements', {
          params: { path: { variant_id: variantId }, query: { limit: 25, ...(pageParam && { cursor: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })
}

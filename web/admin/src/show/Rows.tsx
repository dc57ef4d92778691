import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableContainer from '@mui/material/TableContainer'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'

export interface Column<T> {
  readonly name: string
  readonly of: (row: T) => ReactNode
  readonly numeric?: boolean
}

interface Props<T> {
  readonly label: string
  readonly rows: readonly T[]
  readonly columns: readonly Column<T>[]
  readonly keyOf: (row: T) => string
  /** Said where there is nothing. */
  readonly none: string
}

/** A short table that needs no pages; it scrolls sideways where it is too wide. */
export function Rows<T>({ label, rows, columns, keyOf, none }: Props<T>) {
  if (rows.length === 0) return <Typography color="text.secondary">{none}</Typography>
  return (
    <TableContainer tabIndex={0} role="region" aria-label={`${label}, as a table`}>
      <Table size="small">
        <TableHead>
          <TableRow>
            {columns.map(({ name, numeric }) => (
              <TableCell key={name} align={numeric ? 'right' : 'left'}>
                {name}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map((row) => (
            <TableRow key={keyOf(row)}>
              {columns.map(({ name, numeric, of }) => (
                <TableCell key={name} align={numeric ? 'right' : 'left'}>
                  {of(row)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  )
}

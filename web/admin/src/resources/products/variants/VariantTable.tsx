import DeleteOutline from '@mui/icons-material/DeleteOutline'
import EditOutlined from '@mui/icons-material/EditOutlined'
import IconButton from '@mui/material/IconButton'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableContainer from '@mui/material/TableContainer'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import { formatMoney } from '@soko/client'
import { useTranslate } from 'react-admin'

import type { Variant } from '../types.ts'

interface Props {
  readonly variants: readonly Variant[]
  readonly mayWrite: boolean
  readonly edit: (variant: Variant) => void
  readonly remove: (variant: Variant) => void
}

export function VariantTable({ variants, mayWrite, edit, remove }: Props) {
  const translate = useTranslate()
  const say = (what: string, variant?: Variant) =>
    translate(`resources.products.variants.${what}`, { sku: variant?.sku })
  return (
    <TableContainer tabIndex={0} aria-label={say('title')} role="region">
      <Table size="small">
        <TableHead>
          <TableRow>
            <TableCell>{say('sku')}</TableCell>
            <TableCell>{say('options_cell')}</TableCell>
            <TableCell>{say('prices')}</TableCell>
            <TableCell align="right">{say('on_hand')}</TableCell>
            <TableCell align="right">{say('reserved')}</TableCell>
            {mayWrite && <TableCell align="right">{say('actions')}</TableCell>}
          </TableRow>
        </TableHead>
        <TableBody>
          {variants.map((variant) => (
            <TableRow key={variant.id}>
              <TableCell component="th" scope="row">{variant.sku}</TableCell>
              <TableCell>{optionsOf(variant) || say('plain')}</TableCell>
              <TableCell>
                {variant.own_prices.map((price) => formatMoney(price, 'en')).join(', ') || say('same_price')}
              </TableCell>
              <TableCell align="right">{variant.on_hand}</TableCell>
              <TableCell align="right">{variant.reserved}</TableCell>
              {mayWrite && (
                <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>
                  <IconButton aria-label={say('edit', variant)} onClick={() => { edit(variant) }}>
                    <EditOutlined fontSize="small" />
                  </IconButton>
                  {variants.length > 1 && (
                    <IconButton color="error" aria-label={say('delete', variant)} onClick={() => { remove(variant) }}>
                      <DeleteOutline fontSize="small" />
                    </IconButton>
                  )}
                </TableCell>
              )}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  )
}

function optionsOf({ options }: Variant): string {
  return Object.entries(options)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')
}

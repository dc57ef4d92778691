import type { Money } from '@soko/client'
import Box from '@mui/material/Box'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableContainer from '@mui/material/TableContainer'
import TableFooter from '@mui/material/TableFooter'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'

import { MoneyText } from '../../show/MoneyText.tsx'
import { Section } from '../../show/Section.tsx'

import type { Order } from './order.ts'

/** What was ordered, and how its price comes about. */
export function OrderLines({ order }: { readonly order: Order }) {
  return (
    <Section title="Items">
      <TableContainer tabIndex={0} role="region" aria-label="Items and totals">
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell>Item</TableCell>
              <TableCell align="right">Quantity</TableCell>
              <TableCell align="right">Each</TableCell>
              <TableCell align="right">Total</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {order.items.map((line) => (
              <TableRow key={line.variant_id}>
                <TableCell sx={{ minWidth: 140 }}>
                  {line.name}
                  <Typography variant="body2" color="text.secondary">
                    {[line.sku, ...Object.values(line.options)].join(' · ')}
                  </Typography>
                </TableCell>
                <TableCell align="right">{line.quantity}</TableCell>
                <TableCell align="right">
                  <MoneyText money={line.unit_price} />
                </TableCell>
                <TableCell align="right">
                  <MoneyText money={line.line_total} />
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
          <TableFooter>
            {sumsOf(order).map(([name, money]) => (
              <Sum key={name} name={name} money={money} strong={name === 'Total'} />
            ))}
          </TableFooter>
        </Table>
      </TableContainer>
    </Section>
  )
}

interface SumProps {
  readonly name: string
  readonly money: Money
  readonly strong: boolean
}

function Sum({ name, money, strong }: SumProps) {
  const look = { border: 0, color: 'text.primary', fontSize: '0.875rem', fontWeight: strong ? 700 : 400 }
  return (
    <TableRow>
      <TableCell component="th" scope="row" colSpan={3} align="right" sx={look}>
        <Box component="span" sx={{ color: strong ? 'text.primary' : 'text.secondary' }}>
          {name}
        </Box>
      </TableCell>
      <TableCell align="right" sx={look}>
        <MoneyText money={money} />
      </TableCell>
    </TableRow>
  )
}

/** What adds up to the total; parts that are nothing are left out. */
function sumsOf(order: Order): readonly (readonly [string, Money])[] {
  const less = { ...order.discount, amount: -order.discount.amount }
  const parts = [
    ['Discount', less],
    [`Shipping (${order.shipping_method})`, order.shipping],
    [order.tax_included ? 'Tax, included' : 'Tax', order.tax],
    ['Rounding', order.rounding],
  ] as const
  const some = parts.filter(([, money]) => money.amount !== 0)
  return [['Subtotal', order.subtotal], ...some, ['Total', order.total]]
}

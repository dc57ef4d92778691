import Box from '@mui/material/Box'
import Paper from '@mui/material/Paper'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { formatMoney, type components } from '@soko/client'
import { useTranslate } from 'react-admin'

import { totalsOf } from './totals.ts'

interface Props {
  readonly sales: components['schemas']['orders_SalesOut'] | undefined
  readonly currency: string
}

/** The period in four numbers. */
export function Figures({ sales, currency }: Props) {
  const translate = useTranslate()
  const totals = sales && totalsOf(sales.items, currency)
  const figures = {
    net: totals && formatMoney(totals.net, 'en'),
    sold: totals?.orders,
    average: totals && formatMoney(totals.average, 'en'),
    refunded: totals && formatMoney(totals.refunded, 'en'),
  }
  return (
    <Box
      component="dl"
      sx={{ display: 'grid', gap: 2, m: 0, gridTemplateColumns: 'repeat(auto-fit, minmax(160px, 1fr))' }}
    >
      {Object.entries(figures).map(([name, figure]) => (
        <Paper key={name} variant="outlined" sx={{ p: 2 }}>
          <Typography component="dt" variant="body2" color="textSecondary">
            {translate(`dashboard.${name}`)}
          </Typography>
          <Typography
            component="dd"
            sx={{ m: 0, fontSize: '1.5rem', fontWeight: 650, fontVariantNumeric: 'tabular-nums' }}
          >
            {figure ?? <Skeleton width="60%" />}
          </Typography>
        </Paper>
      ))}
    </Box>
  )
}

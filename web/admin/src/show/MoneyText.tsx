import { formatMoney, type Money } from '@soko/client'
import Box from '@mui/material/Box'

/** An amount whose digits stand below each other in a column. */
export function MoneyText({ money }: { readonly money: Money }) {
  return (
    <Box component="span" sx={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
      {formatMoney(money, 'en')}
    </Box>
  )
}

import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { Title, useTranslate } from 'react-admin'

import { useMay } from '../../app/may.ts'
import { useShop } from '../../ui/useShop.ts'
import { LowStockPart } from './LowStockPart.tsx'
import { Reports } from './Reports.tsx'

/** How the shop is doing, as far as the role may know. */
export default function Dashboard() {
  const translate = useTranslate()
  const shop = useShop()
  const mayReadReports = useMay('reports:read')
  const mayReadStock = useMay('stock:read')
  return (
    <Box sx={{ display: 'grid', gap: 2, my: 2 }}>
      <Title title={translate('dashboard.title')} />
      {mayReadReports && shop && <Reports shop={shop} />}
      {!mayReadReports && (
        <Typography color="textSecondary">{translate('dashboard.no_reports')}</Typography>
      )}
      {mayReadStock && !mayReadReports && <LowStockPart />}
    </Box>
  )
}

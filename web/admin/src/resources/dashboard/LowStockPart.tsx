import Link from '@mui/material/Link'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'

import { Part } from './Part.tsx'
import { Ranking } from './Ranking.tsx'
import { useLowStock } from './useLowStock.ts'

/** What is about to run out, the emptiest first. */
export function LowStockPart() {
  const translate = useTranslate()
  const query = useLowStock()
  return (
    <Part title="low" query={query} empty="no_low" isEmpty={({ levels }) => levels.length === 0}>
      {({ levels, complete, scanned }) => (
        <>
          <Ranking
            rows={levels.map(({ variant_id: id, sku, product_name, available }) => ({
              id,
              name: product_name,
              to: `/stock/${id}/show`,
              about: sku,
              figure: translate('dashboard.left', { smart_count: available }),
            }))}
          />
          {!complete && (
            <Typography variant="body2" color="textSecondary">
              {translate('dashboard.scanned', { count: scanned })}
            </Typography>
          )}
          <Link component={RouterLink} to="/stock">
            {translate('dashboard.all_stock')}
          </Link>
        </>
      )}
    </Part>
  )
}

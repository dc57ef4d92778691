import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import Typography from '@mui/material/Typography'
import { Link as RouterLink } from 'react-router-dom'
import { ShowBase, Title, useShowContext, useTranslate } from 'react-admin'

import { useMay } from '../../app/may.ts'
import { Panel } from '../../ui/Panel.tsx'
import { AdjustButton } from './AdjustButton.tsx'
import { Movements } from './Movements.tsx'
import { Available } from './StockList.tsx'
import { optionsOf, type StockLevel } from './types.ts'

export default function StockShow() {
  return (
    <ShowBase>
      <Level />
    </ShowBase>
  )
}

/** One variant's stock, and how it came to be what it is. */
function Level() {
  const translate = useTranslate()
  const mayWrite = useMay('stock:write')
  const { record } = useShowContext<StockLevel>()
  if (!record) return null
  const name = [record.product_name, optionsOf(record)].filter(Boolean).join(', ')
  return (
    <Box sx={{ display: 'grid', gap: 2, my: 2 }}>
      <Title title={record.sku} />
      <Panel title={name} action={mayWrite && <AdjustButton />}>
        <Box component="dl" sx={{ display: 'flex', flexWrap: 'wrap', gap: 4, m: 0 }}>
          <Figure name={translate('resources.stock.fields.on_hand')}>{record.on_hand}</Figure>
          <Figure name={translate('resources.stock.fields.reserved')}>{record.reserved}</Figure>
          <Figure name={translate('resources.stock.fields.available')}>
            <Available level={record} />
          </Figure>
        </Box>
        <Link component={RouterLink} to={`/products/${record.product_id}`}>
          {translate('resources.stock.product')}
        </Link>
      </Panel>
      <Panel title={translate('resources.stock.movements')}>
        <Movements variantId={record.variant_id} />
      </Panel>
    </Box>
  )
}

function Figure({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <Typography component="dt" variant="body2" color="textSecondary">
        {name}
      </Typography>
      <Typography component="dd" sx={{ m: 0, fontSize: '1.5rem', fontVariantNumeric: 'tabular-nums' }}>
        {children}
      </Typography>
    </div>
  )
}

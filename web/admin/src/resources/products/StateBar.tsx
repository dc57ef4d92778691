import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Link from '@mui/material/Link'
import { useRecordContext, useTranslate } from 'react-admin'

import { keyed } from '../../actions/action.ts'
import { api } from '../../app/api.ts'
import { useMay } from '../../app/may.ts'
import { usePress } from '../../ui/usePress.ts'
import { StatusChip } from './StatusChip.tsx'
import type { Product } from './types.ts'

/** Whether the product is in the shop, and the buttons that change it. */
export function StateBar() {
  const translate = useTranslate()
  const product = useRecordContext<Product>()
  const mayWrite = useMay('catalog:write')
  if (!product) return null
  const { status, slug, id } = product
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5, my: 1.5 }}>
      <StatusChip status={status} />
      {status === 'published' && (
        <Link href={`/p/${slug}`} target="_blank" rel="noopener">
          {translate('resources.products.in_shop')}
        </Link>
      )}
      <Box sx={{ flexGrow: 1 }} />
      {mayWrite && status !== 'archived' && <Archive id={id} />}
      {mayWrite && status !== 'published' && <Publish id={id} />}
    </Box>
  )
}

function Publish({ id }: { readonly id: string }) {
  const translate = useTranslate()
  const { busy, press } = usePress(
    (key) => api.POST('/api/v1/admin/products/{product_id}/publish', at(id, key)),
    'resources.products.published',
  )
  return (
    <Button variant="contained" loading={busy} onClick={press}>
      {translate('resources.products.publish')}
    </Button>
  )
}

function Archive({ id }: { readonly id: string }) {
  const translate = useTranslate()
  const { busy, press } = usePress(
    (key) => api.POST('/api/v1/admin/products/{product_id}/archive', at(id, key)),
    'resources.products.archived',
  )
  return (
    <Button variant="outlined" loading={busy} onClick={press}>
      {translate('resources.products.archive')}
    </Button>
  )
}

function at(id: string, key: string) {
  return { params: { path: { product_id: id }, header: keyed(key) } }
}

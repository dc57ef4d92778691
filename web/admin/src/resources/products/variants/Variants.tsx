import Add from '@mui/icons-material/Add'
import Button from '@mui/material/Button'
import { useState } from 'react'
import { useRecordContext, useTranslate } from 'react-admin'

import { useMay } from '../../../app/may.ts'
import { Panel } from '../../../ui/Panel.tsx'
import type { Product, Variant } from '../types.ts'
import { DeleteVariant } from './DeleteVariant.tsx'
import { VariantDialog } from './VariantDialog.tsx'
import { VariantTable } from './VariantTable.tsx'

type Open = { readonly what: 'add' } | { readonly what: 'edit' | 'delete'; readonly variant: Variant }

/** What of a product is priced, stocked and sold; one without options is the product itself. */
export function Variants() {
  const translate = useTranslate()
  const product = useRecordContext<Product>()
  const mayWrite = useMay('catalog:write')
  const [open, setOpen] = useState<Open>()
  if (!product) return null
  const close = () => {
    setOpen(undefined)
  }
  const add = mayWrite && (
    <Button startIcon={<Add />} onClick={() => { setOpen({ what: 'add' }) }}>
      {translate('resources.products.variants.add')}
    </Button>
  )
  return (
    <Panel title={translate('resources.products.variants.title')} action={add}>
      <VariantTable
        variants={product.variants}
        mayWrite={mayWrite}
        edit={(variant) => { setOpen({ what: 'edit', variant }) }}
        remove={(variant) => { setOpen({ what: 'delete', variant }) }}
      />
      {open && open.what !== 'delete' && (
        <VariantDialog
          productId={product.id}
          variant={open.what === 'edit' ? open.variant : undefined}
          close={close}
        />
      )}
      {open?.what === 'delete' && <DeleteVariant productId={product.id} variant={open.variant} close={close} />}
    </Panel>
  )
}

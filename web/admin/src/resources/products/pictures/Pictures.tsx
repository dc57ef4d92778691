import DeleteOutline from '@mui/icons-material/DeleteOutline'
import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { useRecordContext, useTranslate } from 'react-admin'

import { ActionDialog } from '../../../actions/ActionDialog.tsx'
import { api } from '../../../app/api.ts'
import { useMay } from '../../../app/may.ts'
import { Panel } from '../../../ui/Panel.tsx'
import type { Product } from '../types.ts'
import { DropZone } from './DropZone.tsx'
import { PictureCard } from './PictureCard.tsx'
import { SendingRow } from './SendingRow.tsx'
import { usePictures } from './usePictures.ts'
import { useUploads } from './useUploads.ts'

const WORDS = 'resources.products.pictures'

/** A product's pictures, in the order in which the shop shows them. */
export function Pictures() {
  const product = useRecordContext<Product>()
  return product && <PicturesOf key={product.id} product={product} />
}

function PicturesOf({ product }: { readonly product: Product }) {
  const translate = useTranslate()
  const mayWrite = useMay('catalog:write')
  const uploads = useUploads(product.id)
  const changes = usePictures(product.id)
  const [leaving, setLeaving] = useState<{ readonly id: string; readonly number: number }>()
  const { images } = product
  return (
    <Panel title={translate(`${WORDS}.title`)}>
      {mayWrite && <DropZone take={uploads.add} />}
      <Box aria-live="polite" sx={{ display: 'grid', gap: 1, my: 1 }}>
        {uploads.sendings.map((sending) => (
          <SendingRow key={sending.key} sending={sending} uploads={uploads} />
        ))}
      </Box>
      {images.length === 0 && <Typography color="textSecondary">{translate(`${WORDS}.none`)}</Typography>}
      <Box
        component="ul"
        sx={{ display: 'grid', gap: 1.5, p: 0, m: 0, gridTemplateColumns: 'repeat(auto-fill, minmax(180px, 1fr))' }}
      >
        {images.map((picture, place) => (
          <PictureCard
            key={picture.id}
            picture={picture}
            place={place}
            last={place === images.length - 1}
            mayWrite={mayWrite}
            changes={changes}
            remove={() => { setLeaving({ id: picture.id, number: place + 1 }) }}
          />
        ))}
      </Box>
      {leaving && (
        <ActionDialog
          action={{
            label: translate(`${WORDS}.delete`, { number: leaving.number }),
            icon: <DeleteOutline />,
            sentence: translate(`${WORDS}.confirm`),
            severe: true,
            run: () =>
              api.DELETE('/api/v1/admin/products/{product_id}/images/{image_id}', {
                params: { path: { product_id: product.id, image_id: leaving.id } },
              }),
            done: `${WORDS}.deleted`,
          }}
          close={() => { setLeaving(undefined) }}
        />
      )}
    </Panel>
  )
}

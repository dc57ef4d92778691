import DeleteOutline from '@mui/icons-material/DeleteOutline'
import { useTranslate } from 'react-admin'

import { ActionDialog } from '../../../actions/ActionDialog.tsx'
import { api } from '../../../app/api.ts'
import type { Variant } from '../types.ts'

interface Props {
  readonly productId: string
  readonly variant: Variant
  readonly close: () => void
}

export function DeleteVariant({ productId, variant, close }: Props) {
  const translate = useTranslate()
  const words = 'resources.products.variants'
  return (
    <ActionDialog
      action={{
        label: translate(`${words}.delete`, { sku: variant.sku }),
        icon: <DeleteOutline />,
        sentence: translate(`${words}.confirm`),
        severe: true,
        run: () =>
          api.DELETE('/api/v1/admin/products/{product_id}/variants/{variant_id}', {
            params: { path: { product_id: productId, variant_id: variant.id } },
          }),
        done: `${words}.deleted`,
      }}
      close={close}
    />
  )
}

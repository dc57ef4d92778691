import { useEffect } from 'react'
import { SelectInput, required, useSourceContext } from 'react-admin'
import { useFormContext, useWatch } from 'react-hook-form'

import { useVariants } from './queries.ts'

const isNeeded = required()

/** Which variant of the product beside it; the only one is chosen by itself. */
export function VariantInput() {
  const { getSource } = useSourceContext()
  const { setValue } = useFormContext()
  const source = getSource('variant_id')
  const productId: unknown = useWatch({ name: getSource('product_id') })
  const { data: variants = [] } = useVariants(typeof productId === 'string' ? productId : undefined)
  const only = variants.length === 1 ? variants[0]?.id : undefined

  useEffect(() => {
    if (only) setValue(source, only)
  }, [only, setValue, source])

  return (
    <SelectInput
      source="variant_id"
      label="Variant"
      validate={isNeeded}
      disabled={variants.length === 0}
      choices={variants.map(({ id, sku, options }) => ({
        id,
        name: [...Object.values(options), sku].join(' · '),
      }))}
      sx={{ minWidth: 200 }}
    />
  )
}

import Box from '@mui/material/Box'
import { BooleanInput, NumberInput, TextInput, minLength, minValue, required, useTranslate } from 'react-admin'
import type { ReactNode } from 'react'

import { PricesInput } from '../../ui/PricesInput.tsx'
import { CategoryInput } from './CategoryInput.tsx'
import { Translations } from './Translations.tsx'

const HINTS = 'resources.products.hints'

interface Props {
  /** What only a new product, or only a known one, is asked for. */
  readonly own: ReactNode
}

/** What is asked for a product, new or known. */
export function ProductFields({ own }: Props) {
  const translate = useTranslate()
  return (
    <>
      <TextInput source="name" validate={[required(), minLength(1)]} />
      <CategoryInput source="category.id" needed />
      <TextInput source="description" multiline minRows={4} parse={asTyped} />
      <PricesInput source="prices" label={translate('resources.products.fields.prices')} required />
      <PricesInput
        source="compare_at_prices"
        label={translate('resources.products.fields.compare_at_prices')}
        hint={translate(`${HINTS}.compare_at_prices`)}
      />
      {own}
      <Box sx={{ display: 'grid', gap: 1, gridTemplateColumns: { sm: '1fr 1fr 1fr' }, width: '100%' }}>
        <NumberInput source="min_order_quantity" defaultValue={1} min={1} max={1000} validate={[required(), minValue(1)]} />
        <NumberInput source="max_order_quantity" min={1} max={1000} helperText={`${HINTS}.max_order_quantity`} />
        <TextInput source="tax_class" defaultValue="standard" validate={required()} helperText={`${HINTS}.tax_class`} />
      </Box>
      <BooleanInput source="featured" helperText={`${HINTS}.featured`} />
      <Translations />
    </>
  )
}

/** An emptied text is sent empty, not as null, which the API does not take here. */
function asTyped(text: string): string {
  return text
}

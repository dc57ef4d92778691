import Box from '@mui/material/Box'
import {
  AutocompleteArrayInput,
  BooleanInput,
  NumberInput,
  TextInput,
  maxValue,
  minValue,
  required,
  useTranslate,
} from 'react-admin'

import { PricesInput } from '../../../ui/PricesInput.tsx'
import { countryChoices } from '../choices.ts'

const CODE = /^[a-z0-9][a-z0-9_-]{0,49}$/
const DAYS = [required(), minValue(0), maxValue(365)]

function code(text: string | null | undefined): string | undefined {
  return text && !CODE.test(text) ? 'resources.shipping-methods.hints.code' : undefined
}

/** What is asked for a way of shipping; its code cannot change once it is there. */
export function ShippingFields({ known = false }: { readonly known?: boolean }) {
  const translate = useTranslate()
  return (
    <>
      {!known && (
        <TextInput source="code" validate={[required(), code]} helperText="resources.shipping-methods.hints.code" />
      )}
      <TextInput source="name" validate={required()} />
      <PricesInput source="prices" label={translate('resources.shipping-methods.price')} required />
      <AutocompleteArrayInput
        source="countries"
        choices={[...countryChoices()]}
        translateChoice={false}
        helperText="resources.shipping-methods.hints.countries"
      />
      <Box sx={{ display: 'grid', gap: 1, gridTemplateColumns: { sm: '1fr 1fr' }, width: '100%' }}>
        <NumberInput source="min_days" min={0} defaultValue={1} validate={DAYS} />
        <NumberInput source="max_days" min={0} defaultValue={7} validate={DAYS} />
      </Box>
      <BooleanInput source="active" defaultValue />
    </>
  )
}

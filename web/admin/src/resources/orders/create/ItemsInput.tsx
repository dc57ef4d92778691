import Typography from '@mui/material/Typography'
import {
  ArrayInput,
  AutocompleteInput,
  NumberInput,
  ReferenceInput,
  SelectInput,
  SimpleFormIterator,
  maxValue,
  minValue,
  required,
} from 'react-admin'

import { choicesOf } from '../../../show/choices.ts'

import { useShop } from './queries.ts'
import { VariantInput } from './VariantInput.tsx'

const isNeeded = required()
const isQuantity = [required(), minValue(1), maxValue(100)]
const ONE = [{ quantity: 1 }]

export function ItemsInput() {
  const { data: shop } = useShop()
  if (!shop) return null
  return (
    <>
      <Typography component="h2" variant="h2" sx={{ mt: 2 }}>
        Items
      </Typography>
      <SelectInput
        source="currency"
        validate={isNeeded}
        defaultValue={shop.default_currency}
        choices={choicesOf(shop.currencies)}
      />
      <ArrayInput source="items" label={false} defaultValue={ONE} validate={isNeeded}>
        <SimpleFormIterator inline disableReordering disableClear>
          <ReferenceInput source="product_id" reference="products">
            <AutocompleteInput
              label="Product"
              optionText="name"
              validate={isNeeded}
              filterToQuery={(q: string) => (q ? { q } : {})}
              sx={{ minWidth: 280 }}
            />
          </ReferenceInput>
          <VariantInput />
          <NumberInput source="quantity" defaultValue={1} validate={isQuantity} sx={{ width: 150 }} />
        </SimpleFormIterator>
      </ArrayInput>
    </>
  )
}

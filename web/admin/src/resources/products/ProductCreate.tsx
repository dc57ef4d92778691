import { Create, NumberInput, SaveButton, SimpleForm, TextInput, Toolbar } from 'react-admin'

import { ProductFields } from './ProductFields.tsx'
import { created } from './sent.ts'

/** A new product is a draft; its pictures and variants are asked for once it is there. */
export default function ProductCreate() {
  return (
    <Create redirect="edit" transform={created}>
      <SimpleForm warnWhenUnsavedChanges toolbar={<Bottom />} sx={{ maxWidth: 900 }}>
        <ProductFields
          own={
            <>
              <TextInput source="sku" helperText="resources.products.hints.sku" />
              <NumberInput source="initial_stock" defaultValue={0} min={0} max={1000000} />
            </>
          }
        />
      </SimpleForm>
    </Create>
  )
}

function Bottom() {
  return (
    <Toolbar>
      <SaveButton label="common.create" alwaysEnable />
    </Toolbar>
  )
}

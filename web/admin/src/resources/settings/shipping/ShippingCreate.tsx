import { Create, SimpleForm } from 'react-admin'

import { CreateBar } from '../CreateBar.tsx'
import { ShippingFields } from './ShippingFields.tsx'

export default function ShippingCreate() {
  return (
    <Create redirect="list">
      <SimpleForm warnWhenUnsavedChanges toolbar={<CreateBar />} sx={{ maxWidth: 700 }}>
        <ShippingFields />
      </SimpleForm>
    </Create>
  )
}

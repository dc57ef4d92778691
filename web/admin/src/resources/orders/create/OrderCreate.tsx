import { Create, SimpleForm } from 'react-admin'

import { CustomerInputs } from './CustomerInputs.tsx'
import { DeliveryInputs } from './DeliveryInputs.tsx'
import { ItemsInput } from './ItemsInput.tsx'
import { orderOf } from './orderOf.ts'

/** An order on a customer's behalf, at the prices of the moment. */
export default function OrderCreate() {
  return (
    <Create title="New order" redirect="show" transform={orderOf}>
      <SimpleForm sx={{ maxWidth: 880 }}>
        <CustomerInputs />
        <ItemsInput />
        <DeliveryInputs />
      </SimpleForm>
    </Create>
  )
}

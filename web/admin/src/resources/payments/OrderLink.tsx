import { ReferenceField, TextField } from 'react-admin'

/** The number of the order that a record is about, leading to it. */
export function OrderLink() {
  return (
    <ReferenceField source="order_id" reference="orders" link="show">
      <TextField source="number" />
    </ReferenceField>
  )
}

import { Create, SimpleForm } from 'react-admin'

import { RoleInputs } from './RoleInputs.tsx'

export default function RoleCreate() {
  return (
    <Create title="New role" redirect="list">
      <SimpleForm>
        <RoleInputs />
      </SimpleForm>
    </Create>
  )
}

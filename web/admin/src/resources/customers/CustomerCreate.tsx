import {
  BooleanInput,
  Create,
  PasswordInput,
  SelectArrayInput,
  SimpleForm,
  minLength,
  required,
  useGetList,
} from 'react-admin'

import { useMay } from '../../app/may.ts'
import type { Role } from '../roles/role.ts'

import { CustomerInputs } from './CustomerInputs.tsx'

const isPassword = [required(), minLength(10)]
const ALL = { page: 1, perPage: 100 }
const CUSTOMER = ['customer']

export default function CustomerCreate() {
  const mayReadRoles = useMay('roles:read')
  return (
    <Create title="New customer" redirect="show">
      <SimpleForm sx={{ maxWidth: 560 }}>
        <CustomerInputs />
        <PasswordInput source="password" validate={isPassword} autoComplete="new-password" />
        <BooleanInput source="email_confirmed" label="The email is confirmed" defaultValue />
        {mayReadRoles && <RolesInput />}
      </SimpleForm>
    </Create>
  )
}

function RolesInput() {
  const { data: roles = [] } = useGetList<Role>('roles', { pagination: ALL })
  return (
    <SelectArrayInput
      source="roles"
      defaultValue={CUSTOMER}
      choices={roles.map(({ name }) => ({ id: name, name }))}
    />
  )
}

import {
  BooleanInput,
  Create,
  Edit,
  PasswordInput,
  SaveButton,
  SelectArrayInput,
  SimpleForm,
  TextInput,
  Toolbar,
  email,
  minLength,
  required,
  useGetList,
} from 'react-admin'

import { useMay } from '../../app/may.ts'
import type { Role } from '../roles/role.ts'

const isEmail = [required(), email()]
const isPassword = [required(), minLength(10)]
const ALL = { page: 1, perPage: 100 }

export function CustomerCreate() {
  const mayReadRoles = useMay('roles:read')
  return (
    <Create title="New customer" redirect="show">
      <SimpleForm sx={{ maxWidth: 560 }}>
        <Fields />
        <PasswordInput source="password" validate={isPassword} autoComplete="new-password" />
        <BooleanInput source="email_confirmed" label="The email is confirmed" defaultValue />
        {mayReadRoles && <RolesInput />}
      </SimpleForm>
    </Create>
  )
}

export function CustomerEdit() {
  return (
    <Edit title="Edit customer" mutationMode="pessimistic" redirect="show" actions={false}>
      <SimpleForm sx={{ maxWidth: 560 }} toolbar={<OnlySave />}>
        <Fields />
        <BooleanInput source="email_confirmed" label="The email is confirmed" />
      </SimpleForm>
    </Edit>
  )
}

function Fields() {
  return (
    <>
      <TextInput source="email" type="email" validate={isEmail} />
      <TextInput source="full_name" label="Full name" />
      <TextInput source="username" />
      <TextInput source="phone_number" label="Phone number" />
    </>
  )
}

function RolesInput() {
  const { data: roles = [] } = useGetList<Role>('roles', { pagination: ALL })
  return (
    <SelectArrayInput
      source="roles"
      defaultValue={['customer']}
      choices={roles.map(({ name }) => ({ id: name, name }))}
    />
  )
}

function OnlySave() {
  return (
    <Toolbar>
      <SaveButton />
    </Toolbar>
  )
}

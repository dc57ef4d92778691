import Alert from '@mui/material/Alert'
import {
  Create,
  DeleteWithConfirmButton,
  Edit,
  SaveButton,
  SimpleForm,
  TextInput,
  Toolbar,
  required,
  useRecordContext,
} from 'react-admin'

import { useMay } from '../../app/may.ts'

import { PermissionsInput } from './PermissionsInput.tsx'
import type { Role } from './role.ts'

const isNeeded = required()

export function RoleCreate() {
  return (
    <Create title="New role" redirect="list">
      <SimpleForm>
        <TextInput source="name" validate={isNeeded} sx={{ maxWidth: 360 }} />
        <PermissionsInput />
      </SimpleForm>
    </Create>
  )
}

export function RoleEdit() {
  return (
    <Edit title="Role" mutationMode="pessimistic" redirect="list" actions={false}>
      <RoleForm />
    </Edit>
  )
}

function RoleForm() {
  const role = useRecordContext<Role>()
  const mayWrite = useMay('roles:write')
  if (!role) return null
  const fixed = role.protected || !mayWrite
  return (
    <SimpleForm toolbar={fixed ? false : <Tools />}>
      {role.protected && <Alert severity="info">The shop needs this role as it is.</Alert>}
      <TextInput source="name" validate={isNeeded} disabled={fixed} sx={{ maxWidth: 360 }} />
      <PermissionsInput disabled={fixed} />
    </SimpleForm>
  )
}

function Tools() {
  return (
    <Toolbar sx={{ justifyContent: 'space-between' }}>
      <SaveButton />
      <DeleteWithConfirmButton
        mutationMode="pessimistic"
        confirmContent="The role is deleted. Only a role that nobody holds can be."
      />
    </Toolbar>
  )
}

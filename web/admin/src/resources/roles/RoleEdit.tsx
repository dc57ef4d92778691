import Alert from '@mui/material/Alert'
import {
  DeleteWithConfirmButton,
  Edit,
  SaveButton,
  SimpleForm,
  Toolbar,
  useRecordContext,
} from 'react-admin'

import { useMay } from '../../app/may.ts'

import type { Role } from './role.ts'
import { RoleInputs } from './RoleInputs.tsx'

export default function RoleEdit() {
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
      <RoleInputs fixed={fixed} />
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

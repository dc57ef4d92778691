import { TextInput, required } from 'react-admin'

import { PermissionsInput } from './PermissionsInput.tsx'

const isNeeded = required()

export function RoleInputs({ fixed = false }: { readonly fixed?: boolean }) {
  return (
    <>
      <TextInput source="name" validate={isNeeded} disabled={fixed} sx={{ maxWidth: 360 }} />
      <PermissionsInput disabled={fixed} />
    </>
  )
}

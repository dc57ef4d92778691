import { BooleanInput, Edit, SaveButton, SimpleForm, Toolbar } from 'react-admin'

import { CustomerInputs } from './CustomerInputs.tsx'

export default function CustomerEdit() {
  return (
    <Edit title="Edit customer" mutationMode="pessimistic" redirect="show" actions={false}>
      <SimpleForm sx={{ maxWidth: 560 }} toolbar={<OnlySave />}>
        <CustomerInputs />
        <BooleanInput source="email_confirmed" label="The email is confirmed" />
      </SimpleForm>
    </Edit>
  )
}

/** Erasing an account is asked about on its page. */
function OnlySave() {
  return (
    <Toolbar>
      <SaveButton />
    </Toolbar>
  )
}

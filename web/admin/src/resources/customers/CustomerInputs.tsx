import { TextInput, email, required } from 'react-admin'

const isEmail = [required(), email()]

/** What an account says of somebody. */
export function CustomerInputs() {
  return (
    <>
      <TextInput source="email" type="email" validate={isEmail} />
      <TextInput source="full_name" label="Full name" />
      <TextInput source="username" />
      <TextInput source="phone_number" label="Phone number" />
    </>
  )
}

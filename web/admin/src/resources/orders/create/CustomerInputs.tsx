import Typography from '@mui/material/Typography'
import { AutocompleteInput, ReferenceInput, TextInput, email } from 'react-admin'

import { useMay } from '../../../app/may.ts'

import { wrongGuest } from './orderOf.ts'

interface Customer {
  readonly email: string
  readonly full_name: string | null
}

const isGuest = [email(), wrongGuest]

export function CustomerInputs() {
  const mayRead = useMay('users:read')
  return (
    <>
      <Typography component="h2" variant="h2">
        Customer
      </Typography>
      {mayRead && (
        <ReferenceInput source="user_id" reference="customers">
          <AutocompleteInput
            label="Customer with an account"
            fullWidth
            filterToQuery={(q: string) => (q ? { q } : {})}
            optionText={(one: Customer) => [one.full_name, one.email].filter(Boolean).join(', ')}
          />
        </ReferenceInput>
      )}
      <TextInput
        source="email"
        type="email"
        validate={isGuest}
        fullWidth
        label={mayRead ? 'Or the email of a guest' : 'Email of the customer'}
      />
    </>
  )
}

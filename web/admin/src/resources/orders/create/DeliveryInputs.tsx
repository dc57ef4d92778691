import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { SelectInput, TextInput, required } from 'react-admin'
import { useWatch } from 'react-hook-form'

import { useMethods, useShop } from './queries.ts'

const isNeeded = required()
const NAMES = new Intl.DisplayNames('en', { type: 'region' })

export function DeliveryInputs() {
  const { data: shop } = useShop()
  const country: unknown = useWatch({ name: 'shipping_address.country' })
  const { data: methods = [] } = useMethods(typeof country === 'string' ? country : undefined)
  return (
    <>
      <Typography component="h2" variant="h2" sx={{ mt: 2 }}>
        Delivery
      </Typography>
      <Box
        sx={{ display: 'grid', columnGap: 2, gridTemplateColumns: { sm: '1fr 1fr' }, width: '100%' }}
      >
        <TextInput source="shipping_address.full_name" label="Full name" validate={isNeeded} />
        <TextInput source="shipping_address.phone_number" label="Phone number" validate={isNeeded} />
        <TextInput source="shipping_address.line1" label="Address" validate={isNeeded} />
        <TextInput source="shipping_address.line2" label="Address, second line" />
        <TextInput source="shipping_address.city" label="City" validate={isNeeded} />
        <TextInput source="shipping_address.postal_code" label="Postal code" />
        <TextInput source="shipping_address.region" label="Region" />
        <SelectInput
          source="shipping_address.country"
          label="Country"
          validate={isNeeded}
          choices={(shop?.countries ?? []).map(({ code }) => ({ id: code, name: NAMES.of(code) }))}
        />
        <SelectInput
          source="shipping_method"
          label="Shipping"
          helperText={methods.length > 0 && 'The cheapest, unless one is chosen.'}
          disabled={methods.length === 0}
          choices={methods.map(({ code, name }) => ({ id: code, name }))}
        />
      </Box>
      <TextInput source="notes" multiline minRows={3} helperText="The customer reads them too." />
    </>
  )
}

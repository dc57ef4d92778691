import type { components } from '@soko/client'
import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'

import { Section } from '../../show/Section.tsx'

import type { Order } from './order.ts'

type Address = components['schemas']['AddressOut']

const COUNTRIES = new Intl.DisplayNames('en', { type: 'region' })

export function OrderAddresses({ order }: { readonly order: Order }) {
  const [shipping, billing] = [linesOf(order.shipping_address), linesOf(order.billing_address)]
  const same = shipping.join() === billing.join()
  return (
    <Section title={same ? 'Address' : 'Addresses'}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 3 }}>
        <Place name={same ? 'Shipping and billing' : 'Shipping'} lines={shipping} />
        {!same && <Place name="Billing" lines={billing} />}
      </Box>
    </Section>
  )
}

function Place({ name, lines }: { readonly name: string; readonly lines: readonly string[] }) {
  return (
    <div>
      <Typography component="h3" variant="body2" color="text.secondary">
        {name}
      </Typography>
      <Box component="address" sx={{ fontStyle: 'normal', typography: 'body2' }}>
        {lines.map((line) => (
          <div key={line}>{line}</div>
        ))}
      </Box>
    </div>
  )
}

function linesOf(address: Address): string[] {
  const place = [address.postal_code, address.city].filter(Boolean).join(' ')
  return [
    address.full_name,
    address.line1,
    address.line2,
    place,
    address.region,
    COUNTRIES.of(address.country),
    address.phone_number,
  ].flatMap((line) => (line ? [line] : []))
}

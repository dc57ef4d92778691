import type { components } from '@soko/client'
import { linesOf } from './address.ts'
import { useCountryName } from './countries.ts'

/** An address as it stands on a parcel. */
export function PostalAddress({ address }: { readonly address: components['schemas']['AddressOut'] }) {
  const country = useCountryName()
  return (
    <address className="not-italic">
      <span className="block font-medium">{address.full_name}</span>
      {linesOf(address, country(address.country)).map((line, place) => (
        <span key={place} className="block">{line}</span>
      ))}
      <span className="block text-muted">{address.phone_number}</span>
    </address>
  )
}

import { body, type components } from '@soko/client'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../app/api.ts'

export type Me = components['schemas']['users_UserOut']
export type SavedAddress = components['schemas']['users_AddressBookOut']
export type SignedInDevice = components['schemas']['users_SessionOut']

/** More than anybody keeps; nobody has to page through an address book. */
const ALL = { query: { limit: 100 } } as const

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => body(api.GET('/api/v1/me')),
})

export const addressesQuery = queryOptions({
  queryKey: ['me', 'addresses'],
  queryFn: async (): Promise<readonly SavedAddress[]> => {
    const { items } = await body(api.GET('/api/v1/me/addresses', { params: ALL }))
    return [...items].sort((one, other) => Number(other.is_default) - Number(one.is_default))
  },
})

export const devicesQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: async (): Promise<readonly SignedInDevice[]> => {
    const { items } = await body(api.GET('/api/v1/me/sessions', { params: ALL }))
    return [...items].sort((one, other) => Number(other.current) - Number(one.current))
  },
})

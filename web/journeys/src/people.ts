import { randomUUID } from 'node:crypto'

import { body, openApi, Session, type Api, type components } from '@soko/client'

import { gateway } from './ground.ts'

type Address = components['schemas']['users_AddressBookIn']

/** Of every account of the demo shop. */
export const PASSWORD = 'soko-demo-pass'
export const ADMIN = 'admin@soko.example'
export const STAFF = 'staff@soko.example'
export const CUSTOMER = 'customer@soko.example'

export function unique(word: string): string {
  return `${word} ${randomUUID().slice(-8)}`
}

export function ownEmail(name: string): string {
  return `${name}-${randomUUID().slice(-8)}@people.example`
}

export function newKey(): { 'idempotency-key': string } {
  return { 'idempotency-key': randomUUID() }
}

/** The API for whoever did not say who they are. */
export function apiOfAnybody(): Api {
  return openApi(new Session(gateway), { base: gateway })
}

/** The API for one of the shop's people, beside the browser. */
export async function apiOf(email: string): Promise<Api> {
  const session = new Session(gateway)
  await session.signIn({ email, password: PASSWORD })
  return openApi(session, { base: gateway })
}

/** Somebody whom staff gave an account: no mail is to be confirmed. */
export async function employ(name: string, roles: string[] = []): Promise<string> {
  const email = ownEmail(name)
  const admin = await apiOf(ADMIN)
  await body(
    admin.POST('/api/v1/admin/users', {
      body: { email, email_confirmed: true, password: PASSWORD, full_name: name, roles },
    }),
  )
  return email
}

/** Have the address book of a customer hold this. */
export async function keepAddress(email: string, address: Address): Promise<void> {
  const api = await apiOf(email)
  await api.POST('/api/v1/me/addresses', { body: address })
}

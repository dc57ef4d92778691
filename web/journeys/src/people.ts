import { randomUUID } from 'node:crypto'

import { body, openApi, Session, type Api } from '@soko/client'

import { gateway } from './ground.ts'

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

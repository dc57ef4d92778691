import { Problem } from '@soko/client'
import type { AuthProvider } from 'react-admin'

import type { Screen } from './screen.ts'
import { api, session } from './api.ts'
import { may } from './may.ts'

interface Credentials {
  readonly email: string
  readonly password: string
}

const READS = new Set(['list', 'show', 'export'])

/** Sign staff in by cookie mode; what a page may show goes by the permissions in the token. */
export function authProvider(screens: readonly Screen[]): AuthProvider {
  return {
    async login(credentials: Credentials) {
      const { perms } = await session.signIn(credentials)
      if (perms.length > 0) return
      await session.signOut()
      throw new Error('auth.not_staff')
    },
    async logout() {
      await session.signOut().catch(() => {
        session.forget()
      })
    },
    async checkAuth() {
      const identity = session.identity ?? (await session.restore())
      // Without a message react-admin shows the login page without complaining.
      if (!identity) throw Object.assign(new Error('auth.sign_in'), { message: false })
    },
    checkError(error: { readonly status?: number }) {
      return error.status === 401 ? Promise.reject(new Error('auth.signed_out')) : Promise.resolve()
    },
    getPermissions: () => Promise.resolve(session.identity?.perms ?? []),
    async getIdentity() {
      const { data } = await api.GET('/api/v1/me')
      return { id: data?.id ?? '', fullName: data?.full_name ?? data?.email ?? '' }
    },
    canAccess({ action, resource }) {
      const screen = screens.find(({ name }) => name === resource)
      if (!screen) return Promise.resolve(true)
      const needed = READS.has(action) ? screen.may.read : screen.may.write
      return Promise.resolve(needed !== undefined && may(needed))
    },
  }
}

/** The text to show when signing in was refused. */
export function refusal(error: unknown): string {
  if (error instanceof Problem) return `auth.refused.${error.code}`
  return error instanceof Error ? error.message : 'auth.refused.unavailable'
}

import type { Identity } from '@soko/client'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { screens } from '../resources/index.ts'
import { session } from './api.ts'
import { authProvider } from './authProvider.ts'
import { covers, may } from './may.ts'

function signedInWith(...perms: string[]): void {
  const identity: Identity = { sub: 'u', roles: [], perms, exp: 0 }
  vi.spyOn(session, 'identity', 'get').mockReturnValue(identity)
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('permissions', () => {
  it.each([
    [['orders:read'], 'orders:read', true],
    [['orders:read'], 'orders:write', false],
    [['orders:*'], 'orders:write', true],
    [['orders:*'], 'payments:read', false],
    [['*'], 'settings:write', true],
    [[], 'orders:read', false],
    [['orders:*'], 'orders', true],
    [['order'], 'orders:read', false],
  ] as const)('%j: may %s is %s', (held, asked, expected) => {
    expect(covers(held, asked)).toBe(expected)
  })

  it('are none for who is not signed in', () => {
    expect(may('orders:read')).toBe(false)
  })
})

describe('the guard of the screens', () => {
  const allows = async (action: string, resource: string) =>
    await authProvider(screens).canAccess?.({ action, resource })

  it('lets a reader look and change nothing', async () => {
    signedInWith('catalog:read')
    expect(await allows('list', 'products')).toBe(true)
    expect(await allows('edit', 'products')).toBe(false)
    expect(await allows('delete', 'products')).toBe(false)
    expect(await allows('list', 'settings')).toBe(false)
  })

  it('lets an administrator do everything that the screens can', async () => {
    signedInWith('*')
    const asked = screens.map(({ name }) => allows('list', name))
    expect(await Promise.all(asked)).toEqual(screens.map(() => true))
    expect(await allows('create', 'products')).toBe(true)
  })

  it('signs nobody in who holds no permission', async () => {
    vi.spyOn(session, 'signIn').mockResolvedValue({ sub: 'c', roles: ['customer'], perms: [], exp: 0 })
    const left = vi.spyOn(session, 'signOut').mockResolvedValue()
    const login = authProvider(screens).login({ email: 'c@soko.example', password: 'x' })
    await expect(login).rejects.toThrow('auth.not_staff')
    expect(left).toHaveBeenCalledOnce()
  })

  it('signs out on 401 and stays on 403', async () => {
    const { checkError } = authProvider(screens)
    await expect(checkError({ status: 401 })).rejects.toBeInstanceOf(Error)
    await expect(checkError({ status: 403 })).resolves.toBeUndefined()
  })
})

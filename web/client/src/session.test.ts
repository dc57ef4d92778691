// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { Session } from './session.ts'

const INSIDE = { sub: 'u1', roles: ['staff'], perms: ['orders:read'] }

function token(seconds: number): string {
  const claims = { ...INSIDE, exp: Math.floor(Date.now() / 1000) + seconds }
  return `head.${btoa(JSON.stringify(claims)).replaceAll('+', '-').replaceAll('/', '_')}.sign`
}

const answers = vi.fn<(path: string, init: RequestInit) => Promise<Response>>()
const granted = (seconds = 600) => Response.json({ access_token: token(seconds) })
const refused = (status: number) =>
  Response.json({ type: 'x', title: 'No', status, code: 'token_invalid' }, { status })

beforeEach(() => {
  answers.mockReset()
  vi.stubGlobal('fetch', answers)
})

afterEach(() => {
  document.cookie = 'soko_csrf=; max-age=0'
})

const remember = () => {
  document.cookie = 'soko_csrf=proof'
}

describe('signing in', () => {
  it('tells who it is and what they may', async () => {
    answers.mockResolvedValue(granted())
    const session = new Session()
    const heard = vi.fn()
    session.subscribe(heard)
    await session.signIn({ email: 'a@example.com', password: 'x' })
    expect(session.identity).toMatchObject(INSIDE)
    expect(session.may('orders:read')).toBe(true)
    expect(session.may('orders:write')).toBe(false)
    expect(heard).toHaveBeenCalled()
  })

  it('asks for a cookie, so that no token lies in storage', async () => {
    answers.mockResolvedValue(granted())
    await new Session().signIn({ email: 'a@example.com', password: 'x' })
    expect(answers.mock.calls[0]?.[1].headers).toMatchObject({ 'X-Session-Mode': 'cookie' })
    expect(localStorage).toHaveLength(0)
  })

  it('throws what was refused, and stays a guest', async () => {
    answers.mockResolvedValue(refused(401))
    const session = new Session()
    await expect(session.signIn({ email: 'a@example.com', password: 'x' })).rejects.toMatchObject({ status: 401 })
    expect(session.identity).toBeUndefined()
  })
})

describe('a session of an earlier visit', () => {
  it('is not looked for where there was none', async () => {
    expect(await new Session().restore()).toBeUndefined()
    expect(answers).not.toHaveBeenCalled()
  })

  it('is found once for all who ask at the same time', async () => {
    remember()
    answers.mockResolvedValue(granted())
    const session = new Session()
    await Promise.all([session.restore(), session.token(), session.restore()])
    expect(answers).toHaveBeenCalledOnce()
    expect(answers.mock.calls[0]?.[1].headers).toMatchObject({ 'X-CSRF-Token': 'proof' })
  })

  it('ends by a refusal', async () => {
    remember()
    answers.mockResolvedValue(refused(401))
    expect(await new Session().restore()).toBeUndefined()
  })

  it('outlives a gateway that is away for a moment', async () => {
    remember()
    const session = new Session()
    answers.mockResolvedValueOnce(refused(503))
    await expect(session.restore()).rejects.toMatchObject({ status: 503 })
    answers.mockRejectedValueOnce(new TypeError('no network'))
    await expect(session.restore()).rejects.toMatchObject({ code: 'offline' })
    answers.mockResolvedValueOnce(granted())
    expect(await session.restore()).toMatchObject({ sub: 'u1' })
  })
})

describe('the token', () => {
  it('is used while it lasts', async () => {
    remember()
    answers.mockResolvedValue(granted())
    const session = new Session()
    const first = await session.token()
    expect(await session.token()).toBe(first)
    expect(answers).toHaveBeenCalledOnce()
  })

  it('is renewed shortly before it ends', async () => {
    remember()
    answers.mockResolvedValueOnce(granted(10)).mockResolvedValueOnce(granted(600))
    const session = new Session()
    await session.restore()
    await session.token()
    expect(answers).toHaveBeenCalledTimes(2)
  })

  it('is none after signing out', async () => {
    remember()
    answers.mockResolvedValueOnce(granted()).mockResolvedValueOnce(new Response(null, { status: 204 }))
    const session = new Session()
    await session.restore()
    await session.signOut()
    expect(session.identity).toBeUndefined()
  })
})

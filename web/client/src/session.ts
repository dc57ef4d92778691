import { Problem, offline, problemOf } from './problem.ts'

/** What an access token says of its bearer. Only the services decide with it; pages show with it. */
export interface Identity {
  readonly sub: string
  readonly roles: readonly string[]
  readonly perms: readonly string[]
  /** Seconds since 1970. */
  readonly exp: number
}

interface Signed {
  readonly token: string
  readonly identity: Identity
}

const RENEW_BEFORE = 30
const LOCK = 'soko-refresh'

/**
 * Who is signed in. The access token lives in memory alone; the refresh token in a cookie that no
 * script can read, so that a reload finds the session again (`restore`).
 */
export class Session {
  readonly #base: string
  readonly #listeners = new Set<() => void>()
  #signed: Signed | undefined
  #restoring: Promise<Identity | undefined> | undefined

  constructor(base = '') {
    this.#base = base
  }

  get identity(): Identity | undefined {
    return this.#signed?.identity
  }

  /** Whether a session may be found by `restore`: its companion cookie can be read by pages. */
  get remembered(): boolean {
    return csrfToken() !== undefined
  }

  may(permission: string): boolean {
    return this.identity?.perms.includes(permission) ?? false
  }

  /** Called on every sign-in, sign-out and renewal; returns how to stop listening. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Throws `Problem`: `invalid_credentials`, `email_not_confirmed`, `rate_limited`. */
  async signIn(credentials: {
    readonly email?: string
    readonly username?: string
    readonly password: string
  }): Promise<Identity> {
    const response = await this.#post('login', credentials)
    if (!response.ok) throw await problemOf(response)
    return this.#keep(await response.json())
  }

  async signOut(): Promise<void> {
    const token = await this.token()
    if (token) await this.#post('logout', undefined, { Authorization: `Bearer ${token}` })
    this.#set(undefined)
  }

  /** Forget the session without asking anybody, as after the account was deleted. */
  forget(): void {
    dropCsrfToken()
    this.#set(undefined)
  }

  /** The token for the next request, renewed if it is about to end; undefined for a guest. */
  async token(): Promise<string | undefined> {
    const signed = this.#signed
    if (signed && signed.identity.exp - RENEW_BEFORE > Date.now() / 1000) return signed.token
    await this.restore()
    return this.#signed?.token
  }

  /** Find the session of an earlier visit, once for all who ask at the same time. */
  restore(): Promise<Identity | undefined> {
    if (!this.remembered) {
      if (this.#signed) this.#set(undefined)
      return Promise.resolve(undefined)
    }
    this.#restoring ??= this.#refresh().finally(() => {
      this.#restoring = undefined
    })
    return this.#restoring
  }

  async #refresh(): Promise<Identity | undefined> {
    // One tab at a time: the refresh token is used up by each renewal.
    const locks = (globalThis.navigator as Navigator | undefined)?.locks
    const renew = () => this.#renew()
    return locks ? locks.request(LOCK, renew) : renew()
  }

  async #renew(): Promise<Identity | undefined> {
    const response = await this.#post('refresh', undefined, { 'X-CSRF-Token': csrfToken() ?? '' })
    if (response.ok) return this.#keep(await response.json())
    const problem = await problemOf(response)
    // Only a refusal ends the session; a gateway that is away for a moment does not.
    if (problem.status >= 500 || problem.status === 429) throw problem
    this.forget()
    return undefined
  }

  async #post(
    what: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    try {
      return await fetch(`${this.#base}/api/v1/auth/${what}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Session-Mode': 'cookie', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    } catch (cause) {
      throw offline(cause)
    }
  }

  #keep(answer: unknown): Identity {
    const { access_token: token } = answer as { access_token?: string }
    if (!token) {
      throw new Problem({
        type: 'about:blank',
        title: 'A second factor is needed',
        status: 501,
        code: 'mfa_required',
      })
    }
    const identity = identityOf(token)
    this.#set({ token, identity })
    return identity
  }

  #set(signed: Signed | undefined): void {
    this.#signed = signed
    for (const listener of this.#listeners) listener()
  }
}

function identityOf(token: string): Identity {
  const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
  const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0))
  return JSON.parse(new TextDecoder().decode(bytes)) as Identity
}

function csrfToken(): string | undefined {
  return /(?:^|; )soko_csrf=([^;]+)/.exec((globalThis.document as Document | undefined)?.cookie ?? '')?.[1]
}

/** So that no later visit looks for a session that has ended. */
function dropCsrfToken(): void {
  const page = globalThis.document as Document | undefined
  if (page) page.cookie = 'soko_csrf=; Path=/; Max-Age=0; SameSite=Strict'
}

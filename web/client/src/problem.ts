/** A refusal of the API: an RFC 9457 problem document. */
export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail?: string
  /** Stable, snake_case: what programs go by. */
  readonly code: string
  readonly request_id?: string
  readonly errors?: readonly FieldProblem[]
  readonly [more: string]: unknown
}

/** One thing wrong with what was sent. */
export interface FieldProblem {
  /** Where in the body, as `#/items/0/quantity`. */
  readonly pointer?: string
  readonly parameter?: string
  readonly code: string
  readonly detail: string
}

/** What every call throws when it is refused, or when nobody answers (`code` is then `offline`). */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly body: ProblemBody
  /** Seconds after which a repeat is welcome. */
  readonly retryAfter: number | undefined

  constructor(body: ProblemBody, retryAfter?: number) {
    super(body.detail ?? body.title)
    this.name = 'Problem'
    this.status = body.status
    this.code = body.code
    this.body = body
    this.retryAfter = retryAfter
  }

  /** The refused fields by name, `shipping_address/city` for nested ones. */
  get fields(): Readonly<Record<string, FieldProblem>> {
    const found: Record<string, FieldProblem> = {}
    for (const error of this.body.errors ?? []) {
      const name = (error.pointer ?? '').replace(/^#\//, '') || (error.parameter ?? '')
      found[name] ??= error
    }
    return found
  }
}

/** Nobody answered: no network, or no gateway. */
export function offline(cause: unknown): Problem {
  const problem = new Problem({ type: 'about:blank', title: 'Offline', status: 0, code: 'offline' })
  problem.cause = cause
  return problem
}

/** Read a refusal, whatever its body is. */
export async function problemOf(response: Response): Promise<Problem> {
  const seconds = Number(response.headers.get('Retry-After'))
  const retryAfter = Number.isFinite(seconds) && seconds > 0 ? seconds : undefined
  try {
    const body = (await response.clone().json()) as ProblemBody
    if (typeof body.code === 'string') return new Problem(body, retryAfter)
  } catch {
    // A proxy's own page; its status is all there is to know.
  }
  const title = response.statusText || String(response.status)
  return new Problem(
    { type: 'about:blank', title, status: response.status, code: 'unavailable' },
    retryAfter,
  )
}

import type { BrowserContext, Request, Response } from 'playwright-core'

import { gateway, media, simulator } from './ground.ts'

/** A refusal that belongs to the journey, as the 403 of an address that is not yet confirmed. */
export interface Refusal {
  readonly status: number
  readonly path: RegExp
}

/**
 * Sees whatever a browser would only whisper to a developer: errors on the console, breaches of the
 * content security policy, requests that fail, and requests to anybody but the shop.
 */
export class Watch {
  readonly faults: string[] = []
  readonly #expected: Refusal[] = []
  requests = 0

  async over(context: BrowserContext): Promise<void> {
    context.on('console', (message) => {
      // What a refused request leaves here is seen below, with its address.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        this.faults.push(`console: ${message.text()}`)
      }
    })
    context.on('weberror', (error) => this.faults.push(`uncaught: ${String(error.error())}`))
    context.on('request', (request) => {
      this.#askedFor(request)
    })
    context.on('response', (response) => {
      this.#answered(response)
    })
    context.on('requestfailed', (request) => {
      this.#failed(request)
    })
    await context.addInitScript(reportBreaches)
  }

  /** From now on this refusal is as it should be. */
  expect(status: number, path: RegExp): void {
    this.#expected.push({ status, path })
  }

  #askedFor(request: Request): void {
    this.requests += 1
    const url = new URL(request.url())
    const isPayPage = url.origin === simulator && request.isNavigationRequest()
    const isOurs = url.origin === gateway || url.origin === media || !url.protocol.startsWith('http')
    if (!isOurs && !isPayPage) this.faults.push(`third party: ${request.url()}`)
  }

  #answered(response: Response): void {
    const status = response.status()
    if (status < 400) return
    const path = new URL(response.url()).pathname
    const isExpected = this.#expected.some((one) => one.status === status && one.path.test(path))
    if (!isExpected) this.faults.push(`${String(status)}: ${response.request().method()} ${path}`)
  }

  #failed(request: Request): void {
    const why = request.failure()?.errorText ?? ''
    // A page that is left gives up what it was reading: a stream of events, a picture.
    if (why !== 'net::ERR_ABORTED') this.faults.push(`${why}: ${request.url()}`)
  }
}

function reportBreaches(): void {
  document.addEventListener('securitypolicyviolation', (breach) => {
    console.error(`content security policy: ${breach.violatedDirective} ${breach.blockedURI}`)
  })
}

import type { Page, Request } from 'playwright-core'

/** Milliseconds in which a page that goes on asking would have asked. */
const MOMENT = 50

/** What a page waits for; a stream of events is never over, and not waited for. */
export class Traffic {
  readonly #page: Page
  readonly #open = new Set<Request>()

  constructor(page: Page) {
    this.#page = page
    page.on('request', (request) => {
      if (!request.url().endsWith('/events')) this.#open.add(request)
    })
    page.on('requestfinished', (request) => this.#open.delete(request))
    page.on('requestfailed', (request) => this.#open.delete(request))
  }

  /** What arrives while one looks moves what is looked at. */
  async untilQuiet(): Promise<void> {
    let isQuiet = false
    while (!isQuiet) {
      isQuiet = this.#open.size === 0
      await this.#page.waitForTimeout(MOMENT)
      isQuiet &&= this.#open.size === 0
    }
  }
}

/** Until whatever comes or goes gently has come or gone: half faded in, nothing has its contrast. */
export async function untilStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame)
    const isUnderWay = ({ playState, effect }: Animation) =>
      playState === 'running' && effect?.getComputedTiming().endTime !== Infinity
    await frame()
    do await frame()
    while (document.getAnimations().some(isUnderWay))
  })
}

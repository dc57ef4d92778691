/** A page of any list of the API. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next_cursor?: string | null
  readonly total?: number | null
  readonly total_capped?: boolean | null
}

type Load<T> = (cursor: string | undefined) => Promise<Page<T>>

/**
 * The API goes from page to page by cursors, react-admin by numbers. The cursors on the way are
 * kept for each list, so that page 3 after page 2 is one call.
 */
export class Cursors {
  readonly #known = new Map<string, (string | undefined)[]>()

  /** Load page `number`, from 1, of the list named `list`. A page beyond the last is empty. */
  async page<T>(list: string, number: number, load: Load<T>): Promise<Page<T>> {
    const cursors = this.#of(list, number)
    let at = Math.min(number, cursors.length)
    for (;;) {
      const page = await load(cursors[at - 1])
      const next = page.next_cursor ?? undefined
      cursors.length = at
      if (next !== undefined) cursors.push(next)
      if (at === number) return page
      if (next === undefined) return { items: [], total: page.total ?? null }
      at += 1
    }
  }

  #of(list: string, number: number): (string | undefined)[] {
    const known = this.#known.get(list)
    // The first page anew: what lay behind it may have moved.
    if (known && number > 1) return known
    const fresh = [undefined]
    this.#known.set(list, fresh)
    return fresh
  }
}

/**
 * Idempotency keys: the same for every try of one action, so that an answer that was lost on the
 * way does not make a second one; a new one once it was done.
 */
export class Keys {
  readonly #waiting = new Map<string, string>()

  async during<T>(action: string, act: (key: string) => Promise<T>): Promise<T> {
    const key = this.#waiting.get(action) ?? crypto.randomUUID()
    this.#waiting.set(action, key)
    const answer = await act(key)
    this.#waiting.delete(action)
    return answer
  }
}

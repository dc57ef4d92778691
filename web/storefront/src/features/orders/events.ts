/** One message of a `text/event-stream`. */
export interface StreamEvent {
  readonly id: string | undefined
  readonly name: string
  readonly data: string
}

/** Reads Server-Sent Events from text that comes in pieces, cut anywhere. */
export class EventParser {
  /** Milliseconds the server asks one to wait before coming back. */
  retry: number | undefined
  #rest = ''
  #id: string | undefined
  #name = ''
  #data: string[] = []

  push(piece: string): StreamEvent[] {
    const found: StreamEvent[] = []
    // A carriage return at the end may be half of a line's end: it waits for its other half.
    const text = this.#rest + piece
    const end = text.endsWith('\r') ? text.length - 1 : text.length
    const lines = text.slice(0, end).split(/\r\n|\n|\r/)
    this.#rest = (lines.pop() ?? '') + text.slice(end)
    for (const line of lines) {
      if (line === '') this.#finish(found)
      else this.#take(line)
    }
    return found
  }

  #take(line: string): void {
    const colon = line.indexOf(':')
    if (colon === 0) return
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') this.#data.push(value)
    else if (field === 'event') this.#name = value
    else if (field === 'id' && !value.includes('\0')) this.#id = value
    else if (field === 'retry' && /^\d+$/.test(value)) this.retry = Number(value)
  }

  #finish(found: StreamEvent[]): void {
    if (this.#data.length > 0) {
      found.push({ id: this.#id, name: this.#name || 'message', data: this.#data.join('\n') })
    }
    this.#name = ''
    this.#data = []
  }
}

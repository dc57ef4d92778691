import { cell, type Cell } from './cell.ts'

/** A text kept in the browser across visits and shared by its tabs; undefined when there is none. */
export function stored(key: string): Cell<string | undefined> {
  const here = cell(read(key))
  globalThis.addEventListener('storage', (event) => {
    // A null key means that everything was cleared.
    if (event.key === key || event.key === null) here.set(read(key))
  })
  return {
    ...here,
    set(value) {
      write(key, value)
      here.set(value)
    },
  }
}

// Storage may be forbidden or full; a visit then lasts as long as its page.
function read(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined
  } catch {
    return undefined
  }
}

function write(key: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    // Kept in memory alone.
  }
}

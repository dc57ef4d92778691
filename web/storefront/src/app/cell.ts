import { useSyncExternalStore } from 'react'

/** A value that outlives components and tells them when it changes. */
export interface Cell<T> {
  readonly get: () => T
  readonly set: (value: T) => void
  /** Returns how to stop listening. */
  readonly subscribe: (listener: () => void) => () => void
}

export function cell<T>(initial: T): Cell<T> {
  const listeners = new Set<() => void>()
  let value = initial
  return {
    get: () => value,
    set(next) {
      if (Object.is(value, next)) return
      value = next
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export function useCell<T>({ subscribe, get }: Cell<T>): T {
  return useSyncExternalStore(subscribe, get)
}

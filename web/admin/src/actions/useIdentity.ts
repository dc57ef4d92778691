import type { Identity } from '@soko/client'
import { useSyncExternalStore } from 'react'

import { session } from '../app/api.ts'

/** Who is signed in, as the token says; follows every renewal. */
export function useIdentity(): Identity | undefined {
  return useSyncExternalStore(subscribe, () => session.identity)
}

function subscribe(listener: () => void): () => void {
  return session.subscribe(listener)
}

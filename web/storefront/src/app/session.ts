import type { Identity } from '@soko/client'
import { useSyncExternalStore } from 'react'

import { queryClient, session } from './api.ts'
import { cell, useCell } from './cell.ts'

type Credentials = Parameters<typeof session.signIn>[0]

interface SessionState {
  /** Who is signed in; undefined for a guest, and until the session of an earlier visit is found. */
  readonly identity: Identity | undefined
  readonly restoring: boolean
  /** Throws `Problem`. */
  readonly signIn: (credentials: Credentials) => Promise<Identity>
  /** Throws `Problem`. */
  readonly signOut: () => Promise<void>
}

const restoring = cell(session.remembered)

/** Find the session of an earlier visit; once, when the app starts. */
export async function restoreSession(): Promise<void> {
  try {
    await session.restore()
  } catch {
    // The gateway is away: the next call that needs the session asks again.
  } finally {
    restoring.set(false)
  }
}

export function useSession(): SessionState {
  const identity = useSyncExternalStore(subscribe, () => session.identity)
  return { identity, restoring: useCell(restoring), signIn, signOut }
}

function subscribe(listener: () => void): () => void {
  return session.subscribe(listener)
}

async function signIn(credentials: Credentials): Promise<Identity> {
  const identity = await session.signIn(credentials)
  await askAgain()
  return identity
}

async function signOut(): Promise<void> {
  await session.signOut()
  await askAgain()
}

/** Whatever depends on who asks is asked for anew. */
async function askAgain(): Promise<void> {
  await queryClient.resetQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'public' })
}

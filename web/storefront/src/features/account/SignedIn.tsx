import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useLocation } from 'react-router'
import { session } from '../../app/api.ts'
import { restoreSession, useSession } from '../../app/session.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { loginFor } from './next.ts'

/** What only who is signed in sees; others sign in first and come back. */
export function SignedIn({ children }: { readonly children: ReactNode }) {
  const { identity, restoring } = useSession()
  const { pathname, search } = useLocation()
  if (identity) return children
  if (restoring) return <Searching />
  // The session is remembered, yet nobody answered when it was asked for.
  if (session.remembered) return <Unanswered />
  return <Navigate to={loginFor(pathname + search)} replace />
}

function Searching() {
  const { t } = useTranslation('account')
  return (
    <div role="status" className="grid gap-4 py-8">
      <span className="sr-only">{t('guard.checking')}</span>
      <Skeleton className="h-10 w-60" />
      <Skeleton className="h-48 w-full" />
    </div>
  )
}

function Unanswered() {
  const [asked, setAsked] = useState(0)
  const retry = () => void restoreSession().finally(() => setAsked(asked + 1))
  return <ErrorState key={asked} problem={new Error('unanswered')} retry={retry} />
}

import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink, useNavigate } from 'react-router'
import { useSession } from '../../app/session.ts'
import { useProblemText } from '../../i18n/problem.ts'
import { Button } from '../../ui/Button.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { classes } from '../../ui/classes.ts'
import { useToast } from '../../ui/toast.ts'
import { SignedIn } from './SignedIn.tsx'

interface AccountFrameProps {
  readonly title: string
  readonly children: ReactNode
}

/** A page of one's account, beside the way to the others. */
export function AccountFrame({ title, children }: AccountFrameProps) {
  return (
    <div className="page py-6 sm:py-8">
      <SignedIn>
        <div className="grid gap-6 md:grid-cols-[13rem_minmax(0,1fr)] md:gap-10">
          <AccountNav />
          <div className="grid content-start gap-6">
            <PageTitle title={title} />
            {children}
          </div>
        </div>
      </SignedIn>
    </div>
  )
}

const PAGES = [
  ['/account', 'profile'],
  ['/account/addresses', 'addresses'],
  ['/account/security', 'security'],
  ['/orders', 'orders'],
] as const

function AccountNav() {
  const { t } = useTranslation('account')
  const leave = useSignOut()
  return (
    <nav aria-label={t('nav.label')} className="flex flex-wrap content-start gap-1 md:flex-col">
      {PAGES.map(([path, name]) => (
        <NavLink
          key={path}
          to={path}
          end
          className={({ isActive }) =>
            classes(
              'flex min-h-11 items-center rounded-full px-4 font-medium',
              isActive ? 'bg-brand-soft text-brand-text' : 'hover:bg-raised',
            )
          }
        >
          {t(`nav.${name}`)}
        </NavLink>
      ))}
      <Button variant="ghost" className="md:justify-start md:px-4" onClick={() => void leave()}>
        {t('nav.sign_out')}
      </Button>
    </nav>
  )
}

function useSignOut(): () => Promise<void> {
  const { t } = useTranslation('account')
  const { signOut } = useSession()
  const navigate = useNavigate()
  const toast = useToast()
  const words = useProblemText()
  return async () => {
    try {
      // Away first: this page is only for who is signed in, and would ask to sign in again.
      await navigate('/', { flushSync: true })
      await signOut()
      toast(t('nav.signed_out'))
    } catch (problem) {
      toast(words(problem), { tone: 'danger' })
    }
  }
}

import { useTranslation } from 'react-i18next'
import { useLocation } from 'react-router'
import { useSession } from '../../app/session.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { loginFor } from '../account/next.ts'

/** An order that is not the visitor's, or not known to be. */
export function Closed() {
  const { t } = useTranslation(['orders', 'common'])
  const { identity } = useSession()
  const { pathname } = useLocation()
  return (
    <div className="page">
      <PageTitle title={t('closed.title')} className="sr-only" />
      <EmptyState
        title={t('closed.title')}
        text={t(identity ? 'closed.signed_in' : 'closed.guest')}
        icon="receipt"
        action={
          identity ? (
            <Button href="/orders">{t('history.title')}</Button>
          ) : (
            <Button href={loginFor(pathname)}>{t('closed.sign_in')}</Button>
          )
        }
      />
    </div>
  )
}

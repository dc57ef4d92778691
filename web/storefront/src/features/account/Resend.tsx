import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../app/api.ts'
import { useProblemText } from '../../i18n/problem.ts'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'

interface ResendProps {
  readonly email: string
  readonly title?: string
  readonly text?: string
}

/** Have the mail that confirms an address sent once more. */
export function Resend({ email, title, text }: ResendProps) {
  const { t } = useTranslation('account')
  const words = useProblemText()
  const mail = useMutation({
    mutationFn: () => api.POST('/api/v1/auth/email/resend', { body: { email } }),
  })
  if (mail.isSuccess) {
    return <Notice tone="success" role="status">{t('login.resent', { email })}</Notice>
  }
  return (
    <Notice>
      <div className="grid justify-items-start gap-3">
        <p className="font-semibold">{title ?? t('login.unconfirmed_title')}</p>
        <p>{text ?? t('login.unconfirmed', { email })}</p>
        {mail.error && <p role="alert" className="text-bad">{words(mail.error)}</p>}
        <Button variant="secondary" busy={mail.isPending} onClick={() => mail.mutate()}>
          {t('login.resend')}
        </Button>
      </div>
    </Notice>
  )
}

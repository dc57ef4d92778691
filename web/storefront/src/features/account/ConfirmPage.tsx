import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { Problem, body } from '@soko/client'
import { api } from '../../app/api.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Form, useForm } from '../../ui/Form.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { Narrow } from './Narrow.tsx'

export function Component() {
  const { t } = useTranslation('account')
  const [search] = useSearchParams()
  return (
    <Narrow>
      <PageTitle title={t('confirm.title')} />
      <Confirming token={search.get('token') ?? ''} />
    </Narrow>
  )
}

function Confirming({ token }: { readonly token: string }) {
  const { t } = useTranslation('account')
  // The token works once: what became of it is kept for as long as the page is open.
  const confirmation = useQuery({
    queryKey: ['public', 'confirm', token],
    queryFn: () => body(api.POST('/api/v1/auth/email/confirm', { body: { token } })),
    enabled: token !== '',
    staleTime: Infinity,
    gcTime: Infinity,
    refetchOnMount: false,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
  })
  if (token === '') return <AnotherLink text={t('confirm.missing')} />
  if (confirmation.data) return <Confirmed email={confirmation.data.email} />
  if (!confirmation.error) return <Working />
  const isRefused = confirmation.error instanceof Problem && confirmation.error.status === 422
  if (isRefused) return <AnotherLink text={t('confirm.bad')} />
  return <ErrorState problem={confirmation.error} retry={() => void confirmation.refetch()} />
}

function Working() {
  const { t } = useTranslation('account')
  return (
    <div role="status" className="grid gap-3">
      <p>{t('confirm.working')}</p>
      <Skeleton className="h-11 w-full" />
    </div>
  )
}

function Confirmed({ email }: { readonly email: string }) {
  const { t } = useTranslation('account')
  return (
    <div className="grid gap-4">
      <Notice tone="success" role="status">
        <p className="font-semibold">{t('confirm.done_title')}</p>
        <p>{t('confirm.done')}</p>
      </Notice>
      <Button href={`/login?email=${encodeURIComponent(email)}`} wide>{t('confirm.sign_in')}</Button>
    </div>
  )
}

function AnotherLink({ text }: { readonly text: string }) {
  const { t } = useTranslation('account')
  const form = useForm({
    initial: { email: '', sentTo: '' },
    required: ['email'],
    submit: async ({ email }) => {
      await api.POST('/api/v1/auth/email/resend', { body: { email: email.trim() } })
      form.set('sentTo', email.trim())
    },
  })
  const { sentTo } = form.values
  return (
    <div className="grid gap-4">
      <Notice tone="warning" role="alert">
        <p className="font-semibold">{t('confirm.bad_title')}</p>
        <p>{text}</p>
      </Notice>
      {sentTo ? (
        <Notice tone="success" role="status">{t('login.resent', { email: sentTo })}</Notice>
      ) : (
        <Form form={form}>
          <TextField
            {...form.field('email')}
            label={t('fields.email')}
            type="email"
            autoComplete="email"
            autoCapitalize="none"
          />
          <Button type="submit" busy={form.busy} wide>{t('confirm.resend')}</Button>
        </Form>
      )}
      <Button variant="ghost" href="/login">{t('confirm.sign_in')}</Button>
    </div>
  )
}

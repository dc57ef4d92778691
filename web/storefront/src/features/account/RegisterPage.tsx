import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { api } from '../../app/api.ts'
import { Button } from '../../ui/Button.tsx'
import { Form, useForm } from '../../ui/Form.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { isEmail } from './email.ts'
import { Narrow } from './Narrow.tsx'
import { PasswordField, SHORTEST_PASSWORD } from './PasswordField.tsx'
import { isInternational } from './phone.ts'
import { Resend } from './Resend.tsx'

export function Component() {
  const [sentTo, setSentTo] = useState<string>()
  return (
    <Narrow>
      {sentTo === undefined ? (
        <Registration done={setSentTo} />
      ) : (
        <LookIntoMail email={sentTo} back={() => setSentTo(undefined)} />
      )}
    </Narrow>
  )
}

function Registration({ done }: { readonly done: (email: string) => void }) {
  const { t } = useTranslation(['account', 'common'])
  const [search] = useSearchParams()
  const form = useForm({
    initial: { full_name: '', email: search.get('email') ?? '', phone_number: '', password: '' },
    required: ['full_name', 'email', 'password'],
    check: ({ email, phone_number, password }) => ({
      ...(email && !isEmail(email) && { email: t('common:form.email') }),
      ...(phone_number && !isInternational(phone_number) && { phone_number: t('errors.phone_number') }),
      ...(password && password.length < SHORTEST_PASSWORD && { password: t('errors.short') }),
    }),
    submit: async ({ full_name, email, phone_number, password }) => {
      const account = { email: email.trim(), full_name: full_name.trim(), password }
      const phone = phone_number.trim()
      await api.POST('/api/v1/auth/register', {
        body: phone ? { ...account, phone_number: phone } : account,
      })
      done(account.email)
    },
  })
  return (
    <>
      <PageTitle title={t('register.title')} />
      <p className="text-muted">{t('register.text')}</p>
      <Form form={form}>
        <TextField {...form.field('full_name')} label={t('fields.full_name')} autoComplete="name" maxLength={200} />
        <TextField
          {...form.field('email')}
          label={t('fields.email')}
          type="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
        />
        <TextField
          {...form.field('phone_number')}
          label={t('fields.phone_number')}
          hint={t('fields.phone_hint')}
          type="tel"
          autoComplete="tel"
          maxLength={30}
        />
        <PasswordField
          field={form.field('password')}
          label={t('fields.password')}
          hint={t('fields.password_hint')}
          autoComplete="new-password"
        />
        <Button type="submit" busy={form.busy} wide>{t('register.action')}</Button>
      </Form>
      <p>
        {t('register.have')} <Link className="link" to={`/login?${search}`}>{t('register.sign_in')}</Link>
      </p>
    </>
  )
}

interface LookIntoMailProps {
  readonly email: string
  readonly back: () => void
}

function LookIntoMail({ email, back }: LookIntoMailProps) {
  const { t } = useTranslation('account')
  return (
    <div role="status" className="grid justify-items-start gap-4">
      <PageTitle title={t('register.done_title')} />
      <p>{t('register.done', { email })}</p>
      <Resend email={email} title={t('register.nothing_title')} text={t('register.nothing')} />
      <Button variant="ghost" onClick={back}>{t('register.wrong')}</Button>
    </div>
  )
}

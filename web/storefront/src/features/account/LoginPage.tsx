import { Problem } from '@soko/client'
import { useTranslation } from 'react-i18next'
import { Link, Navigate, useNavigate, useSearchParams } from 'react-router'
import { useSession } from '../../app/session.ts'
import { Button } from '../../ui/Button.tsx'
import { Form, useForm } from '../../ui/Form.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { Narrow } from './Narrow.tsx'
import { nextOf } from './next.ts'
import { PasswordField } from './PasswordField.tsx'
import { Resend } from './Resend.tsx'

export function Component() {
  const { t } = useTranslation('account')
  const [search] = useSearchParams()
  const navigate = useNavigate()
  const { identity, signIn } = useSession()
  const next = nextOf(search)
  const form = useForm({
    initial: { email: search.get('email') ?? '', password: '' },
    required: ['email', 'password'],
    submit: async ({ email, password }) => {
      const name = email.trim()
      await signIn(name.includes('@') ? { email: name, password } : { username: name, password })
      void navigate(next, { replace: true })
    },
  })
  if (identity && !form.busy) return <Navigate to={next} replace />
  const isUnconfirmed = form.problem instanceof Problem && form.problem.code === 'email_not_confirmed'
  return (
    <Narrow>
      <PageTitle title={t('login.title')} />
      {next !== '/' && <p className="text-muted">{t('login.again')}</p>}
      <Form form={form}>
        <TextField
          {...form.field('email')}
          label={t('fields.email')}
          inputMode="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
        />
        <PasswordField
          field={form.field('password')}
          label={t('fields.password')}
          autoComplete="current-password"
        />
        <Button type="submit" busy={form.busy} wide>{t('login.action')}</Button>
      </Form>
      {isUnconfirmed && <Resend email={form.values.email.trim()} />}
      <p><Link className="link" to="/forgot">{t('login.forgot')}</Link></p>
      <p>
        {t('login.new')} <Link className="link" to={`/register?${search}`}>{t('login.register')}</Link>
      </p>
    </Narrow>
  )
}

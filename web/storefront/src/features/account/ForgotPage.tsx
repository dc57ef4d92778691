import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { api } from '../../app/api.ts'
import { Button } from '../../ui/Button.tsx'
import { Form, useForm } from '../../ui/Form.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { isEmail } from './email.ts'
import { Narrow } from './Narrow.tsx'

export function Component() {
  const { t } = useTranslation(['account', 'common'])
  const [search] = useSearchParams()
  const [sentTo, setSentTo] = useState<string>()
  const form = useForm({
    initial: { email: search.get('email') ?? '' },
    required: ['email'],
    check: ({ email }) => (email && !isEmail(email) ? { email: t('common:form.email') } : {}),
    submit: async ({ email }) => {
      await api.POST('/api/v1/auth/password/forgot', { body: { email: email.trim() } })
      setSentTo(email.trim())
    },
  })
  return (
    <Narrow>
      <PageTitle title={t('forgot.title')} />
      {sentTo === undefined ? (
        <>
          <p className="text-muted">{t('forgot.text')}</p>
          <Form form={form}>
            <TextField
              {...form.field('email')}
              label={t('fields.email')}
              type="email"
              autoComplete="username"
              autoCapitalize="none"
            />
            <Button type="submit" busy={form.busy} wide>{t('forgot.action')}</Button>
          </Form>
        </>
      ) : (
        <Notice tone="success" role="status">
          <p className="font-semibold">{t('forgot.done_title')}</p>
          <p>{t('forgot.done', { email: sentTo })}</p>
        </Notice>
      )}
      <p><Link className="link" to="/login">{t('forgot.back')}</Link></p>
    </Narrow>
  )
}

import { Problem } from '@soko/client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { api, session } from '../../app/api.ts'
import { Button } from '../../ui/Button.tsx'
import { Form, useForm } from '../../ui/Form.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Narrow } from './Narrow.tsx'
import { PasswordField, SHORTEST_PASSWORD } from './PasswordField.tsx'

export function Component() {
  const { t } = useTranslation('account')
  const [search] = useSearchParams()
  const [isDone, setDone] = useState(false)
  const token = search.get('token') ?? ''
  const form = useForm({
    initial: { password: '' },
    required: ['password'],
    check: ({ password }) =>
      password && password.length < SHORTEST_PASSWORD ? { password: t('errors.short') } : {},
    submit: async ({ password }) => {
      await api.POST('/api/v1/auth/password/reset', { body: { token, password } })
      // Every session ended with the old password, this browser's too.
      session.forget()
      setDone(true)
    },
  })
  const isDead = token === '' || (form.problem instanceof Problem && form.problem.code === 'token_invalid')
  return (
    <Narrow>
      <PageTitle title={t('reset.title')} />
      {isDone && <Changed />}
      {isDead && <Dead />}
      {!isDone && !isDead && (
        <Form form={form}>
          <PasswordField
            field={form.field('password')}
            label={t('fields.new_password')}
            hint={t('fields.password_hint')}
            autoComplete="new-password"
          />
          <Button type="submit" busy={form.busy} wide>{t('reset.action')}</Button>
        </Form>
      )}
    </Narrow>
  )
}

function Changed() {
  const { t } = useTranslation('account')
  return (
    <>
      <Notice tone="success" role="status">
        <p className="font-semibold">{t('reset.done_title')}</p>
        <p>{t('reset.done')}</p>
      </Notice>
      <Button href="/login" wide>{t('reset.sign_in')}</Button>
    </>
  )
}

function Dead() {
  const { t } = useTranslation('account')
  return (
    <>
      <Notice tone="warning" role="alert">
        <p className="font-semibold">{t('reset.bad_title')}</p>
        <p>{t('reset.bad')}</p>
      </Notice>
      <Button href="/forgot" wide>{t('reset.again')}</Button>
    </>
  )
}

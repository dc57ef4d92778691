import { Problem, type components } from '@soko/client'
import { useTranslation } from 'react-i18next'
import { api } from '../../app/api.ts'
import { Button } from '../../ui/Button.tsx'
import { Form, useForm } from '../../ui/Form.tsx'
import { useToast } from '../../ui/toast.ts'
import { AccountFrame } from './AccountFrame.tsx'
import { Devices } from './Devices.tsx'
import { PasswordField, SHORTEST_PASSWORD } from './PasswordField.tsx'
import { Section } from './Section.tsx'

type Passwords = components['schemas']['users_ChangePasswordIn']

export function Component() {
  const { t } = useTranslation('account')
  return (
    <AccountFrame title={t('security.title')}>
      <Section title={t('security.password_title')} text={t('security.password_text')}>
        <PasswordForm />
      </Section>
      <Devices />
    </AccountFrame>
  )
}

/** A wrong password is the fault of its field; the API speaks of it as of a failed sign-in. */
async function changePassword(passwords: Passwords, wrong: string): Promise<void> {
  try {
    await api.POST('/api/v1/me/password', { body: passwords })
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.code !== 'invalid_credentials') throw problem
    const errors = [{ pointer: '#/current_password', code: problem.code, detail: wrong }]
    throw new Problem({ ...problem.body, code: 'validation_failed', errors })
  }
}

function PasswordForm() {
  const { t } = useTranslation('account')
  const toast = useToast()
  const form = useForm({
    initial: { current_password: '', new_password: '' },
    required: ['current_password', 'new_password'],
    check: ({ current_password, new_password }) => {
      if (!new_password) return {}
      if (new_password.length < SHORTEST_PASSWORD) return { new_password: t('errors.short') }
      return new_password === current_password ? { new_password: t('errors.same') } : {}
    },
    submit: async (passwords) => {
      await changePassword(passwords, t('errors.current_wrong'))
      form.setAll({ current_password: '', new_password: '' })
      toast(t('security.password_saved'), { tone: 'success' })
    },
  })
  return (
    <Form form={form} className="grid max-w-md gap-4">
      <PasswordField
        field={form.field('current_password')}
        label={t('fields.current_password')}
        autoComplete="current-password"
      />
      <PasswordField
        field={form.field('new_password')}
        label={t('fields.new_password')}
        hint={t('fields.password_hint')}
        autoComplete="new-password"
      />
      <div><Button type="submit" busy={form.busy}>{t('security.password_save')}</Button></div>
    </Form>
  )
}

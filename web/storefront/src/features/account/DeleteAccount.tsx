import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { api } from '../../app/api.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Form, useForm } from '../../ui/Form.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useToast } from '../../ui/toast.ts'
import { Section } from './Section.tsx'
import { forgetVisitor } from './visit.ts'

export function DeleteAccount({ email }: { readonly email: string }) {
  const { t } = useTranslation('account')
  const [isAsked, setAsked] = useState(false)
  return (
    <Section title={t('profile.delete_title')} text={t('profile.delete_text')}>
      <div>
        <Button variant="secondary" onClick={() => setAsked(true)}>{t('profile.delete')}</Button>
      </div>
      <Dialog open={isAsked} close={() => setAsked(false)} title={t('profile.delete_ask')}>
        <Confirmation email={email} keep={() => setAsked(false)} />
      </Dialog>
    </Section>
  )
}

interface ConfirmationProps {
  readonly email: string
  readonly keep: () => void
}

function Confirmation({ email, keep }: ConfirmationProps) {
  const { t } = useTranslation(['account', 'common'])
  const navigate = useNavigate()
  const toast = useToast()
  const form = useForm({
    initial: { typed: '' },
    required: ['typed'],
    check: ({ typed }) =>
      typed && typed.trim().toLowerCase() !== email.toLowerCase()
        ? { typed: t('profile.delete_differs') }
        : {},
    submit: async () => {
      await api.DELETE('/api/v1/me')
      await navigate('/', { flushSync: true })
      await forgetVisitor()
      toast(t('profile.deleted'))
    },
  })
  return (
    <Form form={form}>
      <p>{t('profile.delete_warn')}</p>
      <TextField
        {...form.field('typed')}
        label={t('profile.delete_type', { email })}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" variant="danger" busy={form.busy}>{t('profile.delete')}</Button>
        <Button variant="ghost" onClick={keep}>{t('profile.keep')}</Button>
      </div>
    </Form>
  )
}

import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { TextField } from '../../ui/TextField.tsx'
import type { FormState } from '../../ui/useForm.ts'
import { loginFor } from '../account/next.ts'
import { Step } from './Step.tsx'
import type { CheckoutValues, Customer } from './values.ts'

interface ContactStepProps {
  readonly form: FormState<CheckoutValues>
  readonly customer: Customer
}

export function ContactStep({ form, customer: { me } }: ContactStepProps) {
  const { t } = useTranslation('checkout')
  return (
    <Step title={t('contact.title')}>
      {me ? (
        <p>{t('contact.known', { email: me.email })}</p>
      ) : (
        <>
          <TextField
            {...form.field('email')}
            required
            label={t('contact.email')}
            hint={t('contact.email_hint')}
            type="email"
            autoComplete="email"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={254}
          />
          <p>
            {t('contact.account')} <Link className="link" to={loginFor('/checkout')}>{t('contact.sign_in')}</Link>
          </p>
        </>
      )}
    </Step>
  )
}

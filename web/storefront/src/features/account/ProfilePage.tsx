import { useQuery, useQueryClient } from '@tanstack/react-query'
import { body } from '@soko/client'
import { useTranslation } from 'react-i18next'
import { api } from '../../app/api.ts'
import { LANGUAGES, LANGUAGE_NAMES } from '../../i18n/language.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Form, useForm } from '../../ui/Form.tsx'
import { SelectField, type Option } from '../../ui/SelectField.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useToast } from '../../ui/toast.ts'
import { AccountFrame } from './AccountFrame.tsx'
import { DeleteAccount } from './DeleteAccount.tsx'
import { isInternational } from './phone.ts'
import { meQuery, type Me } from './queries.ts'

export function Component() {
  const { t } = useTranslation('account')
  return (
    <AccountFrame title={t('profile.title')}>
      <Profile />
    </AccountFrame>
  )
}

function Profile() {
  const { data: me, error, refetch } = useQuery(meQuery)
  if (me) {
    return (
      <>
        <ProfileForm key={me.version} me={me} />
        <DeleteAccount email={me.email} />
      </>
    )
  }
  if (error) return <ErrorState problem={error} retry={() => void refetch()} />
  return <Skeleton className="h-96 w-full" />
}

const USERNAME = /^[A-Za-z0-9][A-Za-z0-9._-]{1,30}[A-Za-z0-9]$/

function ProfileForm({ me }: { readonly me: Me }) {
  const { t } = useTranslation('account')
  const queryClient = useQueryClient()
  const toast = useToast()
  const form = useForm({
    initial: {
      full_name: me.full_name ?? '',
      phone_number: me.phone_number ?? '',
      username: me.username ?? '',
      locale: me.locale,
    },
    check: ({ phone_number, username }) => ({
      ...(phone_number && !isInternational(phone_number) && { phone_number: t('errors.phone_number') }),
      ...(username && !USERNAME.test(username) && { username: t('errors.username') }),
    }),
    submit: async ({ full_name, phone_number, username, locale }) => {
      const changed = await body(
        api.PATCH('/api/v1/me', {
          body: {
            full_name: full_name.trim() || null,
            phone_number: phone_number.trim() || null,
            username: username.trim() || null,
            locale,
          },
        }),
      )
      queryClient.setQueryData(meQuery.queryKey, changed)
      toast(t('profile.saved'), { tone: 'success' })
    },
  })
  return (
    <Form form={form} className="grid max-w-xl gap-4">
      <TextField label={t('fields.email')} value={me.email} onChange={() => undefined} readOnly required />
      <TextField {...form.field('full_name')} label={t('fields.full_name')} autoComplete="name" maxLength={200} />
      <TextField
        {...form.field('phone_number')}
        label={t('fields.phone_number')}
        hint={t('fields.phone_hint')}
        type="tel"
        autoComplete="tel"
        maxLength={30}
      />
      <TextField
        {...form.field('username')}
        label={t('fields.username')}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={32}
      />
      <SelectField
        {...form.field('locale')}
        required
        label={t('fields.language')}
        hint={t('profile.language_hint')}
        options={languagesWith(me.locale)}
      />
      <div><Button type="submit" busy={form.busy}>{t('profile.save')}</Button></div>
    </Form>
  )
}

/** Ours, and the one that the account has, which a browser may have asked for as `en-GB`. */
function languagesWith(locale: string) {
  const ours: readonly string[] = LANGUAGES
  const named: Option[] = LANGUAGES.map((code) => ({ value: code, label: LANGUAGE_NAMES[code] }))
  if (ours.includes(locale)) return named
  const name = new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale
  return [{ value: locale, label: name }, ...named]
}

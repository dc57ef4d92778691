import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { TextField } from '../../ui/TextField.tsx'

interface PasswordFieldProps {
  readonly field: {
    readonly name: string
    readonly value: string
    readonly error: string | undefined
    readonly required: boolean
    readonly onChange: (value: string) => void
  }
  readonly label: string
  readonly autoComplete: 'current-password' | 'new-password'
  readonly hint?: string
}

export const SHORTEST_PASSWORD = 10

/** A password that may be looked at while it is typed, and pasted. */
export function PasswordField({ field, label, autoComplete, hint }: PasswordFieldProps) {
  const { t } = useTranslation('account')
  const [shown, setShown] = useState(false)
  return (
    <div>
      <TextField
        {...field}
        label={label}
        hint={hint}
        type={shown ? 'text' : 'password'}
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={128}
      />
      <Checkbox label={t('fields.show')} checked={shown} onChange={setShown} />
    </div>
  )
}

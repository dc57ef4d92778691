import { useTranslation } from 'react-i18next'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { RadioCards } from '../../ui/RadioCards.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { Provider } from './queries.ts'
import type { useProviders } from './useProviders.ts'

interface Binding {
  readonly name: string
  readonly value: string
  readonly error: string | undefined
  readonly onChange: (value: string) => void
}

interface ProviderFieldsProps {
  readonly offer: ReturnType<typeof useProviders>
  readonly currency: string
  readonly provider: Binding
  readonly number: Binding
}

/** How to pay, and where to ring for the ways that go by phone. */
export function ProviderFields({ offer, currency, provider, number }: ProviderFieldsProps) {
  const { t } = useTranslation('checkout')
  const { providers, chosen, problem, retry } = offer
  if (problem) return <ErrorState problem={problem} retry={retry} />
  if (!providers) return <Skeleton className="h-44 w-full" />
  if (providers.length === 0) {
    return <Notice tone="warning" role="status">{t('payment.none', { currency })}</Notice>
  }
  return (
    <div className="grid gap-4">
      <RadioCards
        {...provider}
        legend={t('payment.choose')}
        hideLegend
        value={chosen?.code ?? ''}
        cards={providers.map((one) => ({ value: one.code, label: one.name, detail: <Kinds of={one} /> }))}
      />
      {chosen?.needs_phone_number && (
        <TextField
          {...number}
          required
          label={t('payment.number', { provider: chosen.name })}
          hint={t('payment.number_hint')}
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          maxLength={30}
        />
      )}
    </div>
  )
}

function Kinds({ of: { kinds } }: { readonly of: Provider }) {
  const { t } = useTranslation('checkout')
  const [kind] = kinds
  return kind ? t(`payment.kinds.${kind}`) : null
}

import type { Money as Amount } from '@soko/client'
import { formatMoney } from '@soko/client'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Money } from '../../ui/Money.tsx'

interface Sums {
  readonly subtotal: Amount
  readonly discount: Amount
  readonly shipping: Amount
  readonly tax: Amount
  readonly tax_included: boolean
  readonly rounding: Amount
  readonly total: Amount
}

/** How the total comes about; lines that add nothing are left out. */
export function Totals({ of }: { readonly of: Sums }) {
  const { t, i18n } = useTranslation('checkout')
  const tax = formatMoney(of.tax, i18n.language)
  return (
    <div className="border-t border-line pt-4">
      <dl className="grid gap-1.5">
        <Sum name={t('summary.subtotal')}><Money money={of.subtotal} /></Sum>
        {of.discount.amount !== 0 && (
          <Sum name={t('summary.discount')}>
            <Money money={{ ...of.discount, amount: -of.discount.amount }} />
          </Sum>
        )}
        <Sum name={t('summary.shipping')}>
          {of.shipping.amount === 0 ? t('shipping.free') : <Money money={of.shipping} />}
        </Sum>
        {!of.tax_included && of.tax.amount !== 0 && (
          <Sum name={t('summary.tax')}><Money money={of.tax} /></Sum>
        )}
        {of.rounding.amount !== 0 && <Sum name={t('summary.rounding')}><Money money={of.rounding} /></Sum>}
        <div className="mt-1 flex items-baseline justify-between gap-4 border-t border-line pt-2.5 text-lg font-bold">
          <dt>{t('summary.total')}</dt>
          <dd><Money money={of.total} /></dd>
        </div>
      </dl>
      {of.tax_included && of.tax.amount > 0 && (
        <p className="mt-1 text-sm text-muted">{t('summary.tax_included', { tax })}</p>
      )}
    </div>
  )
}

interface SumProps {
  readonly name: string
  readonly children: ReactNode
}

function Sum({ name, children }: SumProps) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

import type { Money as Amount } from '@soko/client'
import { useTranslation } from 'react-i18next'

import { Money } from './Money.tsx'

interface PriceProps {
  readonly price: Amount | null
  /** What it cost before, where that was more. */
  readonly before?: Amount | null
  readonly large?: boolean
}

export function Price({ price, before, large = false }: PriceProps) {
  const { t } = useTranslation('catalog')
  if (!price) return <span className="text-muted">{t('price.none')}</span>
  const lower = before?.currency === price.currency && before.amount > price.amount ? before : undefined
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-2">
      {lower && <span className="sr-only">{t('price.now')}</span>}
      <span className={large ? 'text-3xl font-bold tracking-tight' : 'font-bold'}><Money money={price} /></span>
      {lower && (
        <>
          <span className="sr-only">{t('price.before')}</span>
          <s className="text-sm text-muted"><Money money={lower} /></s>
        </>
      )}
    </span>
  )
}

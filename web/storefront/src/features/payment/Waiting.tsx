import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import type { Order } from '../orders/queries.ts'
import { CheckNow } from './CheckNow.tsx'
import { CHOICES, Panel } from './Panel.tsx'
import type { Attempt, Paying } from './queries.ts'
import { nameOf, useProviders } from './useProviders.ts'

interface WaitingProps {
  readonly order: Order
  readonly attempt: Attempt
  readonly paying: Paying
  readonly chooseOther: () => void
}

/** The provider's answer is not there yet, or a request that was given up still has to lapse. */
export function Waiting({ order, attempt, paying, chooseOther }: WaitingProps) {
  const { t } = useTranslation('orders')
  const { providers } = useProviders(order.amounts.outstanding, attempt.provider)
  const provider = nameOf(attempt.provider, providers)
  return (
    <Panel title={t('pay.wait.title')}>
      <p className="flex items-center gap-3"><Spinner />{t('pay.wait.text', { provider })}</p>
      <div className={CHOICES}>
        <CheckNow orderId={order.id} payment={paying.payment} provider={provider} />
        <Button variant="ghost" onClick={chooseOther}>{t('pay.other')}</Button>
      </div>
    </Panel>
  )
}

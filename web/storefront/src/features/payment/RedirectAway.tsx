import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import type { Order } from '../orders/queries.ts'
import { CheckNow } from './CheckNow.tsx'
import { clockText, useCountdown } from './countdown.ts'
import { CHOICES, Panel } from './Panel.tsx'
import type { Attempt, Paying } from './queries.ts'
import { nameOf, useProviders } from './useProviders.ts'

interface RedirectAwayProps {
  readonly order: Order
  readonly attempt: Attempt
  readonly paying: Paying
  readonly chooseOther: () => void
}

/** The payment is made on the provider's own page: the way there, also after coming back without having paid. */
export function RedirectAway({ order, attempt, paying, chooseOther }: RedirectAwayProps) {
  const { t } = useTranslation('orders')
  const { expires_at, url } = attempt.next_action
  const left = useCountdown(expires_at ?? attempt.deadline_at, paying.skew)
  const { providers } = useProviders(order.amounts.outstanding, attempt.provider)
  const provider = nameOf(attempt.provider, providers)
  return (
    <Panel title={t('pay.redirect.title', { provider })} icon="receipt">
      <p>{t('pay.redirect.text', { provider })}</p>
      {left !== undefined && left > 0 && (
        <p className="text-muted tabular-nums">{t('pay.redirect.left', { time: clockText(left) })}</p>
      )}
      <div className={CHOICES}>
        {url && <Button href={url}>{t('pay.redirect.action', { provider })}</Button>}
        <CheckNow orderId={order.id} payment={paying.payment} provider={provider} />
        <Button variant="ghost" onClick={chooseOther}>{t('pay.other')}</Button>
      </div>
    </Panel>
  )
}

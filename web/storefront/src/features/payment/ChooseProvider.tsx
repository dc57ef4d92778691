import { Problem } from '@soko/client'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { Form, useForm } from '../../ui/Form.tsx'
import { Money } from '../../ui/Money.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { isRefusal } from '../checkout/intents.ts'
import type { Order } from '../orders/queries.ts'
import { keptNumber } from './choice.ts'
import { clockText, useCountdown } from './countdown.ts'
import { failureText } from './failures.ts'
import { CHOICES, Panel } from './Panel.tsx'
import { dialled, isPhoneNumber } from './phone.ts'
import { ProviderFields } from './ProviderFields.tsx'
import type { Attempt } from './queries.ts'
import { useStartPayment } from './start.ts'
import { useProviders } from './useProviders.ts'

interface ChooseProviderProps {
  readonly order: Order
  readonly attempt: Attempt | undefined
  readonly skew: number
  /** Back to the attempt that is open; none where none is. */
  readonly keep: (() => void) | undefined
  readonly done: () => void
}

export function ChooseProvider({ order, attempt, skew, keep, done }: ChooseProviderProps) {
  const { t } = useTranslation(['orders', 'checkout'])
  const start = useStartPayment(order.id)
  const { outstanding } = order.amounts
  const form = useForm({
    initial: {
      provider: attempt?.provider ?? '',
      phone_number: keptNumber() ?? order.shipping_address.phone_number,
    },
    check: ({ phone_number }) =>
      offer.chosen?.needs_phone_number && !isPhoneNumber(phone_number, order.currency)
        ? { phone_number: t('checkout:errors.phone_prompt') }
        : {},
    submit: async ({ phone_number }) => {
      if (!offer.chosen) return
      const { code, needs_phone_number } = offer.chosen
      await start.mutateAsync(
        needs_phone_number ? { provider: code, phone_number: dialled(phone_number) } : { provider: code },
      )
      done()
    },
  })
  const offer = useProviders(outstanding, form.values.provider)
  const isUnknown = form.problem !== undefined && !isRefusal(form.problem)
  const again = attempt ? 'pay.again' : 'pay.title'
  return (
    <Panel title={t(keep ? 'pay.other' : again)} icon="phone">
      {attempt?.failure && <Notice tone="danger">{failureText(attempt.failure, t)}</Notice>}
      <p>{t('pay.amount')} <strong><Money money={outstanding} /></strong></p>
      <Form form={form}>
        {isUnknown && <p className="text-muted">{t('pay.safe')}</p>}
        <InTheWay problem={form.problem} attempt={attempt} skew={skew} />
        <ProviderFields
          offer={offer}
          currency={order.currency}
          provider={form.field('provider')}
          number={form.field('phone_number')}
        />
        <div className={CHOICES}>
          <Button type="submit" busy={form.busy} disabled={!offer.chosen}>{t('pay.action')}</Button>
          {keep && <Button variant="ghost" onClick={keep}>{t('pay.keep')}</Button>}
        </div>
      </Form>
    </Panel>
  )
}

interface InTheWayProps {
  readonly problem: unknown
  readonly attempt: Attempt | undefined
  readonly skew: number
}

/** A request on a phone cannot be called back: another way is open once it lapses. */
function InTheWay({ problem, attempt, skew }: InTheWayProps) {
  const { t } = useTranslation('orders')
  const left = useCountdown(attempt?.deadline_at, skew)
  const isInTheWay = problem instanceof Problem && problem.code === 'payment_in_progress'
  if (!isInTheWay || !left) return null
  return <p className="text-muted">{t('pay.in_progress', { time: clockText(left) })}</p>
}

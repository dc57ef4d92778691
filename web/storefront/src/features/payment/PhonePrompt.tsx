import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatMoney } from '@soko/client'
import { useProblemText } from '../../i18n/problem.ts'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import type { Order } from '../orders/queries.ts'
import { useCheckPayment } from './check.ts'
import { clockText, secondsLeft, useCountdown } from './countdown.ts'
import { CHOICES, Panel } from './Panel.tsx'
import type { Attempt, Paying } from './queries.ts'
import { useResend } from './resend.ts'
import { TimeLeft } from './TimeLeft.tsx'
import { nameOf, useProviders } from './useProviders.ts'

interface PhonePromptProps {
  readonly order: Order
  readonly attempt: Attempt
  readonly paying: Paying
  readonly chooseOther: () => void
}

type Said = 'not_yet' | 'still_open' | 'resent'

/** A request waits on the payer's phone: what to do there, for how long, and what if none came. */
export function PhonePrompt({ order, attempt, paying: { payment, skew }, chooseOther }: PhonePromptProps) {
  const { t, i18n } = useTranslation('orders')
  const words = useProblemText()
  const [said, setSaid] = useState<Said>()
  const left = useCountdown(attempt.deadline_at, skew) ?? 0
  const check = useCheckPayment(order.id)
  const resend = useResend(order.id)
  const { providers } = useProviders(order.amounts.outstanding, attempt.provider)
  const provider = nameOf(attempt.provider, providers)
  const amount = formatMoney(attempt.amount, i18n.language)
  const { mutate: ask } = check
  const isOver = left === 0
  const paymentId = payment?.id
  useEffect(() => {
    if (isOver && paymentId !== undefined) ask(paymentId)
  }, [isOver, paymentId, ask])

  const checkNow = () => {
    if (paymentId !== undefined) check.mutate(paymentId, { onSuccess: () => setSaid('not_yet') })
  }
  const sendAgain = () => {
    if (paymentId === undefined) return
    resend.mutate(paymentId, {
      onSuccess: (outcome) => {
        if (outcome === 'number_unknown') chooseOther()
        else setSaid(outcome === 'sent' ? 'resent' : 'still_open')
      },
    })
  }
  const problem = check.error ?? resend.error
  return (
    <Panel title={t('pay.prompt.title')} icon="phone">
      <p>
        {attempt.phone_number
          ? t('pay.prompt.sent', { provider, phone: attempt.phone_number })
          : t('pay.prompt.sent_plain', { provider })}
      </p>
      <ol className="grid list-decimal gap-1.5 pl-5 marker:font-semibold">
        <li>{t('pay.prompt.step_open')}</li>
        <li>{t('pay.prompt.step_pin', { amount })}</li>
        <li>{t('pay.prompt.step_wait')}</li>
      </ol>
      {isOver ? (
        <p role="status">{t('pay.prompt.over', { provider })}</p>
      ) : (
        <TimeLeft seconds={left} of={lastsFor(attempt)} />
      )}
      <div role="status" className="empty:hidden">
        {said && <Notice>{t(`pay.${said}`, { provider, time: clockText(left) })}</Notice>}
      </div>
      {problem && <Notice tone="danger" role="alert">{words(problem)}</Notice>}
      <div className={CHOICES}>
        <Button variant="secondary" busy={check.isPending} onClick={checkNow}>{t('pay.check')}</Button>
        <Button variant="secondary" busy={resend.isPending} onClick={sendAgain}>{t('pay.resend')}</Button>
        <Button variant="ghost" onClick={chooseOther}>{t('pay.other')}</Button>
      </div>
      <p className="text-sm text-muted">{t('pay.reference', { reference: attempt.reference })}</p>
    </Panel>
  )
}

function lastsFor({ created_at, deadline_at }: Attempt): number {
  return deadline_at ? secondsLeft(Date.parse(deadline_at), Date.parse(created_at)) : 0
}

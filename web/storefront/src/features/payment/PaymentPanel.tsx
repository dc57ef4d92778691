import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../../i18n/problem.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import type { Order } from '../orders/queries.ts'
import { ChooseProvider } from './ChooseProvider.tsx'
import { keptChoice } from './choice.ts'
import { Panel } from './Panel.tsx'
import { PhonePrompt } from './PhonePrompt.tsx'
import { currentAttempt, usePayment, type Attempt, type Paying } from './queries.ts'
import { RedirectAway } from './RedirectAway.tsx'
import { useStartPayment } from './start.ts'
import { Waiting } from './Waiting.tsx'

/** Everything it takes to have an order paid, for as long as it can be. */
export function PaymentPanel({ order }: { readonly order: Order }) {
  const { data: paying, error, refetch } = usePayment(order.id)
  if (paying) return <Paid order={order} paying={paying} />
  if (error) return <ErrorState problem={error} retry={() => void refetch()} />
  return <Skeleton className="h-64 w-full" />
}

interface PaidProps {
  readonly order: Order
  readonly paying: Paying
}

function Paid({ order, paying }: PaidProps) {
  const words = useProblemText()
  const [isChoosing, setChoosing] = useState(false)
  const start = useStartPayment(order.id)
  const attempt = currentAttempt(paying.payment)
  const { mutate } = start
  // Chosen at checkout: it is started here, so that a reload in between loses nothing.
  useEffect(() => {
    const choice = keptChoice(order.id)
    if (choice) mutate(choice)
  }, [order.id, mutate])
  if (start.isPending && !isChoosing) return <Starting />
  const isOpen = attempt !== undefined && isUndecided(attempt)
  if (isOpen && !isChoosing) {
    return <Open order={order} attempt={attempt} paying={paying} chooseOther={() => setChoosing(true)} />
  }
  return (
    <>
      {start.error && <Notice tone="danger" role="alert">{words(start.error)}</Notice>}
      <ChooseProvider
        order={order}
        attempt={attempt}
        skew={paying.skew}
        keep={isOpen ? () => setChoosing(false) : undefined}
        done={() => setChoosing(false)}
      />
    </>
  )
}

interface OpenProps extends PaidProps {
  readonly attempt: Attempt
  readonly chooseOther: () => void
}

function Open({ attempt, ...props }: OpenProps) {
  switch (attempt.next_action.type) {
    case 'await_phone_prompt':
      return <PhonePrompt attempt={attempt} {...props} />
    case 'redirect':
      return <RedirectAway attempt={attempt} {...props} />
    default:
      return <Waiting attempt={attempt} {...props} />
  }
}

function Starting() {
  const { t } = useTranslation('orders')
  return (
    <Panel title={t('pay.starting')}>
      <Skeleton className="h-24 w-full" />
    </Panel>
  )
}

function isUndecided({ status }: Attempt): boolean {
  return status === 'initiating' || status === 'pending'
}

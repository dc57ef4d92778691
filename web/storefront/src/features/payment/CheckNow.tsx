import { useTranslation } from 'react-i18next'
import { useProblemText } from '../../i18n/problem.ts'
import { Button } from '../../ui/Button.tsx'
import { useCheckPayment } from './check.ts'
import type { Payment } from './queries.ts'

interface CheckNowProps {
  readonly orderId: string
  readonly payment: Payment | null
  readonly provider: string
}

/** For who has paid and sees nothing of it; what the provider says then moves the page on by itself. */
export function CheckNow({ orderId, payment, provider }: CheckNowProps) {
  const { t } = useTranslation('orders')
  const words = useProblemText()
  const check = useCheckPayment(orderId)
  if (!payment) return null
  return (
    <>
      <Button variant="secondary" busy={check.isPending} onClick={() => check.mutate(payment.id)}>
        {t('pay.check')}
      </Button>
      <p role="status" className="order-last w-full empty:hidden">
        {check.isSuccess && t('pay.not_yet', { provider })}
        {check.error && words(check.error)}
      </p>
    </>
  )
}

import { Link, useRecordContext } from 'react-admin'

import { ActionButton } from '../../actions/ActionButton.tsx'
import { Actions } from '../../show/Actions.tsx'
import { Columns } from '../../show/Columns.tsx'
import { LivePage } from '../../show/LivePage.tsx'
import { Moment } from '../../show/Moment.tsx'
import { PageHead } from '../../show/PageHead.tsx'

import { capture } from './actions/capture.tsx'
import { refund } from './actions/refund.tsx'
import { verify } from './actions/verify.tsx'
import { voidPayment } from './actions/void.tsx'
import { Attempts } from './Attempts.tsx'
import { refundable, useAbilities } from './guards.ts'
import type { Payment } from './payment.ts'
import { PaymentIncidents } from './PaymentIncidents.tsx'
import { PaymentRefunds } from './PaymentRefunds.tsx'
import { PaymentSums } from './PaymentSums.tsx'

export default function PaymentShow() {
  return (
    <LivePage title="Payment">
      <PaymentPage />
    </LivePage>
  )
}

function PaymentPage() {
  const payment = useRecordContext<Payment>()
  if (!payment) return null
  return (
    <Columns
      head={<PaymentHead payment={payment} />}
      aside={
        <>
          <PaymentSums payment={payment} />
          <PaymentIncidents orderId={payment.order_id} />
        </>
      }
    >
      <Attempts payment={payment} />
      <PaymentRefunds payment={payment} />
    </Columns>
  )
}

function PaymentHead({ payment }: { readonly payment: Payment }) {
  const able = useAbilities(payment)
  const begun = (
    <>
      Begun <Moment at={payment.created_at} />, for <Link to={`/orders/${payment.order_id}/show`}>its order</Link>
    </>
  )
  return (
    <PageHead
      title={`Payment ${payment.attempts.at(-1)?.reference ?? ''}`}
      status={payment.status}
      aside={begun}
    >
      {able.size > 0 && (
        <Actions>
          {able.has('capture') && <ActionButton primary action={capture(payment)} />}
          {able.has('verify') && <ActionButton action={verify(payment)} />}
          {able.has('refund') && <ActionButton action={refund(payment.id, refundable(payment))} />}
          {able.has('void') && <ActionButton action={voidPayment(payment)} />}
        </Actions>
      )}
    </PageHead>
  )
}

import { useQuery } from '@tanstack/react-query'

import { ActionButton } from '../../actions/ActionButton.tsx'
import { Actions } from '../../show/Actions.tsx'
import { refund } from '../payments/actions/refund.tsx'

import { archive } from './actions/archive.tsx'
import { cancel } from './actions/cancel.tsx'
import { deliver } from './actions/deliver.tsx'
import { record } from './actions/record.tsx'
import { ship } from './actions/ship.tsx'
import { refundable } from './amounts.ts'
import { useAbilities } from './guards.ts'
import type { Order } from './order.ts'
import { paymentOf } from './queries.ts'

/** Only what this order allows to whoever looks at it. */
export function OrderActions({ order }: { readonly order: Order }) {
  const able = useAbilities(order)
  const { data: payment } = useQuery({ ...paymentOf(order.id), enabled: able.has('refund') })
  if (able.size === 0) return null
  return (
    <Actions>
      {able.has('ship') && <ActionButton primary action={ship(order)} />}
      {able.has('deliver') && <ActionButton primary action={deliver(order)} />}
      {able.has('record') && <ActionButton action={record(order)} />}
      {able.has('refund') && payment && (
        <ActionButton action={refund(payment.id, refundable(order.amounts))} />
      )}
      {able.has('archive') && <ActionButton action={archive(order)} />}
      {able.has('cancel') && <ActionButton action={cancel(order)} />}
    </Actions>
  )
}

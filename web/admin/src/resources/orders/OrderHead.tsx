import Alert from '@mui/material/Alert'

import { Moment } from '../../show/Moment.tsx'
import { PageHead } from '../../show/PageHead.tsx'
import { wordsOf } from '../../show/tones.ts'

import type { Order } from './order.ts'
import { OrderActions } from './OrderActions.tsx'

/** Which order this is, where it stands, and what can be done. */
export function OrderHead({ order }: { readonly order: Order }) {
  const { number, status, created_at, cancellation, shipment, archived_at } = order
  const placed = (
    <>
      Placed <Moment at={created_at} />
    </>
  )
  return (
    <PageHead title={number} status={status} aside={placed}>
      <OrderActions order={order} />
      {cancellation && (
        <Alert severity="warning">
          Cancellation {wordsOf(cancellation.state).toLowerCase()}, asked for{' '}
          <Moment at={cancellation.requested_at} />: {cancellation.reason}
        </Alert>
      )}
      {shipment && (
        <Alert severity="info">
          With {shipment.carrier}, tracking number {shipment.tracking_number}
        </Alert>
      )}
      {archived_at && (
        <Alert severity="info">
          Archived <Moment at={archived_at} />
        </Alert>
      )}
    </PageHead>
  )
}

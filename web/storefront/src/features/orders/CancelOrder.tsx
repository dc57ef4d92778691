import { Problem } from '@soko/client'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../app/api.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Form, useForm } from '../../ui/Form.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useToast } from '../../ui/toast.ts'
import { once } from '../checkout/intents.ts'
import { orderQuery, type Order } from './queries.ts'

export function CancelOrder({ order }: { readonly order: Order }) {
  const { t } = useTranslation('orders')
  const [isAsked, setAsked] = useState(false)
  return (
    <>
      <Button variant="secondary" onClick={() => setAsked(true)}>{t('cancel.action')}</Button>
      <Dialog open={isAsked} close={() => setAsked(false)} title={t('cancel.title')}>
        <Confirmation order={order} close={() => setAsked(false)} />
      </Dialog>
    </>
  )
}

interface ConfirmationProps {
  readonly order: Order
  readonly close: () => void
}

function Confirmation({ order, close }: ConfirmationProps) {
  const { t } = useTranslation('orders')
  const queryClient = useQueryClient()
  const toast = useToast()
  const form = useForm({
    initial: { reason: '' },
    submit: async ({ reason }) => {
      try {
        const { cancelled, isAsked } = await cancel(order.id, reason.trim() || null)
        queryClient.setQueryData(orderQuery(order.id).queryKey, cancelled)
        toast(t(isAsked ? 'cancel.asked' : 'cancel.done'), { tone: 'success' })
        close()
      } catch (problem) {
        // Refused since the order moved on meanwhile: what it is now is shown behind the dialog.
        void queryClient.invalidateQueries({ queryKey: orderQuery(order.id).queryKey })
        throw problem
      }
    },
  })
  const isTooLate = form.problem instanceof Problem && form.problem.code === 'order_not_cancellable'
  return (
    <Form form={form}>
      <p>{t(order.status === 'processing' ? 'cancel.text_processing' : 'cancel.text')}</p>
      {isTooLate ? (
        <p className="text-muted">{t('cancel.too_late')}</p>
      ) : (
        <TextField {...form.field('reason')} label={t('cancel.reason')} maxLength={200} />
      )}
      <div className="flex flex-wrap gap-3">
        {!isTooLate && (
          <Button type="submit" variant="danger" busy={form.busy}>{t('cancel.action')}</Button>
        )}
        <Button variant="ghost" onClick={close}>{t('cancel.keep')}</Button>
      </div>
    </Form>
  )
}

/** 202 where a payment is under way: it is stopped first, and may win all the same. */
async function cancel(orderId: string, reason: string | null) {
  const { answer } = await once(`cancel.${orderId}`, { reason }, async ({ key, body }) => {
    const { data, response } = await api.POST('/api/v1/orders/{order_id}/cancel', {
      params: { path: { order_id: orderId }, header: { 'idempotency-key': key } },
      body,
    })
    return { cancelled: data as Order, isAsked: response.status === 202 }
  })
  return answer
}

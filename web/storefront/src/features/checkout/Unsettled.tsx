import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../../i18n/problem.ts'
import { Button } from '../../ui/Button.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { isRefusal } from './intents.ts'
import { unsettledOrder, usePlaceOrder } from './place.ts'

interface UnsettledProps {
  readonly isOpen: boolean
  readonly isAsking: boolean
  readonly problem: unknown
  readonly ask: () => void
}

/** An order that was sent before a reload: what became of it is found out before another is begun. */
export function useUnsettled(): UnsettledProps {
  const place = usePlaceOrder()
  const [lost] = useState(unsettledOrder)
  const settle = useMutation({ mutationFn: place })
  const { mutate } = settle
  useEffect(() => {
    if (lost) mutate(lost)
  }, [lost, mutate])
  const isRefused = settle.isError && isRefusal(settle.error)
  return {
    isOpen: lost !== undefined && !isRefused,
    isAsking: !settle.isError,
    problem: settle.error,
    ask: () => lost && mutate(lost),
  }
}

export function Unsettled({ isAsking, problem, ask }: UnsettledProps) {
  const { t } = useTranslation('checkout')
  const words = useProblemText()
  return (
    <Notice role="status">
      {isAsking ? (
        <p>{t('unsettled.asking')}</p>
      ) : (
        <div className="grid justify-items-start gap-3">
          <p>{t('unsettled.text')}</p>
          <p>{words(problem)}</p>
          <Button onClick={ask}>{t('unsettled.action')}</Button>
        </div>
      )}
    </Notice>
  )
}

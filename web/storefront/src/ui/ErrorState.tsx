import { useTranslation } from 'react-i18next'

import { useProblemText } from '../i18n/problem.ts'
import { Button } from './Button.tsx'
import { Icon } from './Icon.tsx'

interface ErrorStateProps {
  readonly problem: unknown
  /** Without it there is nothing to repeat. */
  readonly retry?: (() => void) | undefined
}

export function ErrorState({ problem, retry }: ErrorStateProps) {
  const { t } = useTranslation()
  const words = useProblemText()
  return (
    <div role="alert" className="mx-auto flex max-w-md flex-col items-center gap-3 px-4 py-14 text-center">
      <span className="grid size-16 place-items-center rounded-full bg-bad-soft text-bad">
        <Icon name="warning" className="size-8" />
      </span>
      <p className="text-xl font-bold">{t('failed.title')}</p>
      <p className="text-muted">{words(problem)}</p>
      {retry && <Button onClick={retry} className="mt-2">{t('action.retry')}</Button>}
    </div>
  )
}

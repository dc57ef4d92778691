import type { ReactNode } from 'react'

import { Icon, type IconName } from './Icon.tsx'

interface EmptyStateProps {
  readonly title: string
  readonly text?: string
  /** What to do next. */
  readonly action?: ReactNode
  readonly icon?: IconName
}

export function EmptyState({ title, text, action, icon = 'search' }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-3 px-4 py-14 text-center">
      <span className="grid size-16 place-items-center rounded-full bg-brand-soft text-brand-text">
        <Icon name={icon} className="size-8" />
      </span>
      <p className="text-xl font-bold">{title}</p>
      {text && <p className="text-muted">{text}</p>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  )
}

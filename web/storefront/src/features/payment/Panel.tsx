import { useId, type ReactNode } from 'react'
import { Icon, type IconName } from '../../ui/Icon.tsx'

interface PanelProps {
  readonly title: string
  readonly icon?: IconName
  readonly children: ReactNode
}

/** Buttons beside each other, or one below the other where they would not fit. */
export const CHOICES = 'flex flex-col gap-3 sm:flex-row sm:flex-wrap'

/** What there is to do about an order's payment: the one thing on the page that must be seen. */
export function Panel({ title, icon, children }: PanelProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="grid gap-4 rounded-2xl border-2 border-brand-text bg-surface p-5">
      <h2 id={id} className="flex items-center gap-3 text-xl font-bold">
        {icon && (
          <span className="grid size-11 place-items-center rounded-full bg-brand-soft text-brand-text">
            <Icon name={icon} />
          </span>
        )}
        {title}
      </h2>
      {children}
    </section>
  )
}

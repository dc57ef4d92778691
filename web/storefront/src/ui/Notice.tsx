import type { ReactNode } from 'react'

import { classes } from './classes.ts'
import { Icon, type IconName } from './Icon.tsx'

export type Tone = 'info' | 'success' | 'warning' | 'danger'

const TONES: Readonly<Record<Tone, readonly [look: string, icon: IconName]>> = {
  info: ['bg-raised text-ink', 'info'],
  success: ['bg-good-soft text-good', 'check'],
  warning: ['bg-warn-soft text-warn', 'warning'],
  danger: ['bg-bad-soft text-bad', 'warning'],
}

interface NoticeProps {
  readonly tone?: Tone
  /** `alert` interrupts, `status` waits; neither where it was there from the start. */
  readonly role?: 'alert' | 'status'
  readonly children: ReactNode
}

export function Notice({ tone = 'info', role, children }: NoticeProps) {
  const [look, icon] = TONES[tone]
  return (
    <div role={role} className={classes('flex items-start gap-3 rounded-xl px-4 py-3', look)}>
      <Icon name={icon} className="mt-0.5 size-5" />
      <div className="min-w-0 grow">{children}</div>
    </div>
  )
}

import type { ReactNode } from 'react'

interface BadgeProps {
  readonly strong?: boolean
  readonly children: ReactNode
}

export function Badge({ strong = false, children }: BadgeProps) {
  const look = strong ? 'bg-brand text-on-brand' : 'bg-ink text-canvas'
  return <span className={`rounded-full px-2.5 py-1 text-xs font-semibold ${look}`}>{children}</span>
}

import { useId, type ReactNode } from 'react'

interface StepProps {
  readonly title: string
  readonly children: ReactNode
}

/** One part of the checkout. */
export function Step({ title, children }: StepProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="grid gap-4 rounded-2xl border border-line bg-surface p-5">
      <h2 id={id} className="text-xl font-bold">{title}</h2>
      {children}
    </section>
  )
}

import type { ReactNode } from 'react'

/** A page with one short form. */
export function Narrow({ children }: { readonly children: ReactNode }) {
  return (
    <div className="page">
      <div className="mx-auto grid max-w-md gap-5 py-6 sm:py-10">{children}</div>
    </div>
  )
}

import { useEffect, useRef, type ReactNode } from 'react'

import { takeArrival } from '../app/arrival.ts'
import { useShop } from '../app/shop.ts'
import { classes } from './classes.ts'

interface PageTitleProps {
  /** Plain words, for the window's title. */
  readonly title: string
  /** What is shown, where it is more than the words. */
  readonly children?: ReactNode
  readonly className?: string
}

/** The page's one heading. After a change of page the focus goes here, as a fresh page would start. */
export function PageTitle({ title, children, className }: PageTitleProps) {
  const { name } = useShop()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = title === name ? name : `${title} · ${name}`
  }, [title, name])
  useEffect(() => {
    if (takeArrival()) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <h1 ref={heading} tabIndex={-1} className={classes('text-3xl font-bold tracking-tight text-balance outline-none sm:text-4xl', className)}>
      {children ?? title}
    </h1>
  )
}

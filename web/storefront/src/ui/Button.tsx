import type { ButtonHTMLAttributes, MouseEvent, ReactNode, Ref } from 'react'
import { Link } from 'react-router'

import { classes } from './classes.ts'
import { Spinner } from './Spinner.tsx'

export type Variant = 'primary' | 'secondary' | 'ghost' | 'danger'

interface Look {
  readonly variant?: Variant
  /** Takes the whole width it is given. */
  readonly wide?: boolean
  /** A square one around an icon; give it an `aria-label`. */
  readonly icon?: boolean
  readonly className?: string
  readonly children: ReactNode
}

interface AsLink extends Look {
  /** Renders a link: within the shop, or to an address of its own. */
  readonly href: string
  readonly replace?: boolean
  readonly onClick?: () => void
  readonly 'aria-label'?: string
}

interface AsButton extends Look, Omit<ButtonHTMLAttributes<HTMLButtonElement>, keyof Look> {
  readonly href?: undefined
  /** Something is under way: it stays where it is and reachable, but does nothing. */
  readonly busy?: boolean
  readonly ref?: Ref<HTMLButtonElement>
}

const SHAPE =
  'inline-flex min-h-11 cursor-pointer items-center justify-center gap-2 rounded-full font-semibold ' +
  'transition-colors select-none disabled:cursor-not-allowed disabled:opacity-55 aria-busy:cursor-progress'

const LOOKS: Readonly<Record<Variant, string>> = {
  primary: 'bg-brand text-on-brand hover:bg-brand-strong',
  secondary: 'border border-edge bg-surface text-ink hover:border-ink hover:bg-raised',
  ghost: 'text-ink hover:bg-raised',
  danger: 'bg-bad text-on-bad hover:brightness-110',
}

export function Button(props: AsLink | AsButton) {
  return props.href === undefined ? <PushButton {...props} /> : <LinkButton {...props} />
}

function look({ variant = 'primary', wide, icon, className }: Omit<Look, 'children'>): string {
  return classes(SHAPE, LOOKS[variant], icon ? 'size-11' : 'px-5 py-2', wide && 'w-full', className)
}

function LinkButton({ href, replace = false, onClick, children, ...rest }: AsLink) {
  const label = rest['aria-label']
  const shared = { className: look(rest), onClick, 'aria-label': label }
  if (/^[a-z]+:/.test(href)) return <a href={href} {...shared}>{children}</a>
  return <Link to={href} replace={replace} {...shared}>{children}</Link>
}

function PushButton({ variant, wide, icon, className, busy = false, children, onClick, ...rest }: AsButton) {
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (busy) event.preventDefault()
    else onClick?.(event)
  }
  const style = look({ ...(variant && { variant }), ...(wide && { wide }), ...(icon && { icon }), ...(className && { className }) })
  return (
    <button type="button" {...rest} onClick={press} aria-busy={busy || undefined} className={style}>
      {busy && <Spinner />}
      {children}
    </button>
  )
}

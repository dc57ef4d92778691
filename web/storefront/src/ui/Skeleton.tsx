import { classes } from './classes.ts'

/** Stands where something will be; give it that size. */
export function Skeleton({ className }: { readonly className: string }) {
  return <span aria-hidden="true" className={classes('block animate-pulse rounded-xl bg-raised motion-reduce:animate-none', className)} />
}

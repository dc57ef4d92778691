import { classes } from './classes.ts'
import { Frame, type DialogProps } from './Dialog.tsx'

interface DrawerProps extends DialogProps {
  readonly side?: 'start' | 'end'
}

/** A sheet from the side of the page. */
export function Drawer({ side = 'end', ...props }: DrawerProps) {
  const place = side === 'end' ? 'right-0 slide-end' : 'left-0 slide-start'
  return <Frame {...props} className={classes('inset-y-0 w-[min(28rem,100%)]', place)} />
}

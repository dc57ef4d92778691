import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

import { classes } from './classes.ts'
import { Icon } from './Icon.tsx'

export interface DialogProps {
  readonly open: boolean
  readonly close: () => void
  readonly title: string
  readonly description?: string
  readonly children: ReactNode
  /** Stays at the bottom while the rest scrolls. */
  readonly footer?: ReactNode
}

interface FrameProps extends DialogProps {
  readonly className: string
}

/** Something to be answered before one goes on. */
export function Dialog(props: DialogProps) {
  return (
    <Frame
      {...props}
      className={
        'inset-x-0 bottom-0 max-h-[92dvh] rounded-t-3xl sm:inset-auto sm:top-1/2 sm:left-1/2 sm:w-[min(32rem,92vw)] ' +
        'sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-3xl fade'
      }
    />
  )
}

/** A modal frame that keeps the focus and gives it back. */
export function Frame({ open, close, title, description, children, footer, className }: FrameProps) {
  const { t } = useTranslation()
  return (
    <Base.Root open={open} onOpenChange={(next) => { if (!next) close() }}>
      <Base.Portal>
        <Base.Backdrop className="fade fixed inset-0 z-40 bg-black/50" />
        <Base.Popup className={classes('fixed z-50 flex flex-col bg-surface text-ink shadow-2xl outline-none', className)}>
          <div className="flex items-center justify-between gap-4 border-b border-line py-2 pr-2 pl-5">
            <Base.Title className="text-lg font-bold">{title}</Base.Title>
            <Base.Close aria-label={t('action.close')} className="grid size-11 cursor-pointer place-items-center rounded-full hover:bg-raised">
              <Icon name="close" />
            </Base.Close>
          </div>
          <div className="grow overflow-y-auto overscroll-contain p-5">
            {description && <Base.Description className="mb-4 text-muted">{description}</Base.Description>}
            {children}
          </div>
          {footer && <div className="border-t border-line p-5 pb-[max(1.25rem,env(safe-area-inset-bottom))]">{footer}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

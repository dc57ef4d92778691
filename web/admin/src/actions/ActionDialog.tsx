import Dialog from '@mui/material/Dialog'
import DialogTitle from '@mui/material/DialogTitle'
import { useId, useState } from 'react'
import { useNotify, useRefresh } from 'react-admin'
import { useNavigate } from 'react-router-dom'

import type { Action } from './action.ts'
import { ActionForm } from './ActionForm.tsx'

interface Props {
  readonly action: Action
  readonly close: () => void
}

/** Milliseconds after which what an action causes in other services can be seen as well. */
const SETTLED = 1_500

/** Asks once more, and for what the action needs; stays open with the reason when refused. */
export function ActionDialog({ action, close }: Props) {
  const id = useId()
  const notify = useNotify()
  const refresh = useRefresh()
  const navigate = useNavigate()
  const [busy, setBusy] = useState(false)

  function finish(answer: unknown): void {
    notify(typeof action.done === 'string' ? action.done : action.done(answer), { type: 'success' })
    refresh()
    setTimeout(refresh, SETTLED)
    close()
    if (action.leadsTo) void navigate(action.leadsTo(answer))
  }

  return (
    <Dialog
      open
      fullWidth
      maxWidth="xs"
      onClose={() => {
        if (!busy) close()
      }}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
    >
      <DialogTitle id={`${id}-title`}>{action.label}</DialogTitle>
      <ActionForm
        action={action}
        sentenceId={`${id}-text`}
        close={close}
        finish={finish}
        occupy={setBusy}
      />
    </Dialog>
  )
}

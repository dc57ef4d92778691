import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogContentText from '@mui/material/DialogContentText'
import DialogTitle from '@mui/material/DialogTitle'
import { useId, useRef, type FormEvent } from 'react'
import { useNotify, useRefresh } from 'react-admin'

import type { Action } from './action.ts'
import { ActionField } from './ActionField.tsx'
import { useAttempt } from './useAttempt.ts'

interface Props {
  readonly action: Action
  readonly close: () => void
}

/** Asks once more, and for what the action needs; stays open with the reason when refused. */
export function ActionDialog({ action, close }: Props) {
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const notify = useNotify()
  const refresh = useRefresh()

  const attempt = useAttempt(
    action,
    (answer) => {
      const words = typeof action.done === 'string' ? action.done : action.done(answer)
      notify(words, { type: 'success' })
      refresh()
      close()
    },
    (name) => {
      form.current?.querySelector<HTMLElement>(`[name="${name}"]`)?.focus()
    },
  )

  function submit(event: FormEvent): void {
    event.preventDefault()
    attempt.submit()
  }

  return (
    <Dialog
      open
      fullWidth
      maxWidth="xs"
      onClose={attempt.busy ? undefined : close}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
    >
      <form ref={form} onSubmit={submit} noValidate>
        <DialogTitle id={`${id}-title`}>{action.label}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2 }}>
          <DialogContentText id={`${id}-text`} component="div">
            {action.sentence}
          </DialogContentText>
          {action.fields?.map((field, index) => (
            <ActionField
              key={field.name}
              field={field}
              focused={index === 0}
              text={attempt.values[field.name] ?? ''}
              error={attempt.errors[field.name]}
              write={attempt.write}
            />
          ))}
          {attempt.trouble && <Alert severity="error">{attempt.trouble}</Alert>}
        </DialogContent>
        <DialogActions>
          <Button onClick={close} disabled={attempt.busy}>
            Not now
          </Button>
          <Button
            type="submit"
            variant="contained"
            color={action.severe ? 'error' : 'primary'}
            loading={attempt.busy}
            autoFocus={!action.fields?.length}
          >
            {action.label}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

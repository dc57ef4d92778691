import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogContentText from '@mui/material/DialogContentText'
import { useEffect, useRef } from 'react'

import type { Action } from './action.ts'
import { ActionField } from './ActionField.tsx'
import { useAttempt } from './useAttempt.ts'

interface Props {
  readonly action: Action
  readonly sentenceId: string
  readonly close: () => void
  readonly finish: (answer: unknown) => void
  /** Told while the dialog must not be closed. */
  readonly occupy: (busy: boolean) => void
}

export function ActionForm({ action, sentenceId, close, finish, occupy }: Props) {
  const form = useRef<HTMLFormElement>(null)
  const { values, errors, trouble, busy, write, submit } = useAttempt(action, finish, (name) => {
    form.current?.querySelector<HTMLElement>(`[name="${name}"]`)?.focus()
  })

  useEffect(() => {
    // The first field, or the button that confirms where there is none.
    form.current?.querySelector<HTMLElement>('input, textarea, [type="submit"]')?.focus()
  }, [])

  useEffect(() => {
    occupy(busy)
  }, [busy, occupy])

  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <DialogContent sx={{ display: 'grid', gap: 2, pt: 0 }}>
        <DialogContentText id={sentenceId}>{action.sentence}</DialogContentText>
        {action.fields?.map((field) => (
          <ActionField
            key={field.name}
            field={field}
            text={values[field.name] ?? ''}
            error={errors[field.name]}
            write={write}
          />
        ))}
        {trouble && <Alert severity="error">{trouble}</Alert>}
      </DialogContent>
      <DialogActions>
        <Button onClick={close} disabled={busy}>
          Not now
        </Button>
        <Button
          type="submit"
          variant="contained"
          color={action.severe ? 'error' : 'primary'}
          loading={busy}
        >
          {action.label}
        </Button>
      </DialogActions>
    </form>
  )
}

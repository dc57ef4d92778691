import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { useId, useState } from 'react'

import { pretty } from '../../show/pretty.ts'
import { Raw } from '../../show/Raw.tsx'

import type { Parked } from './ops.ts'

export function MessageBody({ message }: { readonly message: Parked }) {
  const id = useId()
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        Show
      </Button>
      {open && (
        <Dialog open fullWidth maxWidth="md" onClose={close} aria-labelledby={id}>
          <DialogTitle id={id}>{message.name ?? 'Without a name'}</DialogTitle>
          <DialogContent>
            <Raw label="Body" text={pretty(message.body) ?? message.body} />
          </DialogContent>
          <DialogActions>
            <Button onClick={close}>Close</Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  )
}

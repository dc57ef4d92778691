import Button from '@mui/material/Button'
import { useState } from 'react'

import type { Action } from './action.ts'
import { ActionDialog } from './ActionDialog.tsx'

interface Props {
  readonly action: Action
  readonly primary?: boolean
}

/** A button that asks once more before it acts. */
export function ActionButton({ action, primary = false }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        size="small"
        variant={primary ? 'contained' : 'outlined'}
        color={action.severe ? 'error' : 'primary'}
        startIcon={action.icon}
        onClick={() => {
          setOpen(true)
        }}
      >
        {action.label}
      </Button>
      {open && (
        <ActionDialog
          action={action}
          close={() => {
            setOpen(false)
          }}
        />
      )}
    </>
  )
}

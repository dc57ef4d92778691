import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import { Fragment, useState, type ReactNode } from 'react'
import { EditBase, Title, useEditContext, useNotify, useTranslate, type TransformData } from 'react-admin'

import { Waiting } from './Waiting.tsx'

interface Refused {
  readonly status?: number
  readonly message: string
}

interface Props {
  readonly transform?: TransformData
  readonly children: ReactNode
  /** Stands outside the form and keeps its state when the form is filled anew. */
  readonly beside?: ReactNode
  /** A field that items of lists lack: until it is there the record is known in part only. */
  readonly whole?: string
}

/**
 * A form that stays open after saving, and that says so when somebody else has changed the record
 * meanwhile instead of writing over it.
 */
export function CarefulEdit({ transform, children, beside, whole }: Props) {
  const notify = useNotify()
  const [round, setRound] = useState(0)
  const [conflict, setConflict] = useState(false)

  function startAnew(): void {
    setConflict(false)
    setRound((before) => before + 1)
  }

  return (
    <EditBase
      mutationMode="pessimistic"
      redirect={false}
      {...(transform && { transform })}
      mutationOptions={{
        onSuccess: () => {
          notify('common.saved', { type: 'success' })
          startAnew()
        },
        onError: (error: unknown) => {
          const { status, message } = error as Refused
          setConflict(status === 412)
          if (status !== 412) notify(message, { type: 'error' })
        },
      }}
    >
      <Heading />
      {conflict && <Conflict reloaded={startAnew} />}
      <Fragment key={round}>
        <Waiting whole={whole}>{children}</Waiting>
      </Fragment>
      {beside && (
        <Waiting whole={whole} silent>
          {beside}
        </Waiting>
      )}
    </EditBase>
  )
}

function Heading() {
  const { defaultTitle } = useEditContext()
  return <Title {...(defaultTitle && { defaultTitle })} />
}

function Conflict({ reloaded }: { readonly reloaded: () => void }) {
  const translate = useTranslate()
  const { refetch } = useEditContext()
  return (
    <Alert
      severity="warning"
      sx={{ my: 1, position: 'sticky', top: 56, zIndex: 'appBar' }}
      action={
        <Button
          color="inherit"
          onClick={() => {
            void refetch().then(reloaded)
          }}
        >
          {translate('common.reload')}
        </Button>
      }
    >
      {translate('common.conflict')}
    </Alert>
  )
}

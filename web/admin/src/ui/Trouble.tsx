import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import { HttpError, useTranslate } from 'react-admin'

import { inWords } from '../actions/words.ts'

interface Props {
  readonly error: unknown
  readonly retry: () => void
}

/** Says why something could not be loaded, and tries again. */
export function Trouble({ error, retry }: Props) {
  const translate = useTranslate()
  return (
    <Alert
      severity="error"
      action={
        <Button color="inherit" size="small" onClick={retry}>
          {translate('common.retry')}
        </Button>
      }
    >
      {inWords(error instanceof HttpError ? error.cause : error)}
    </Alert>
  )
}

import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'react-admin'

import type { Sending, Uploads } from './useUploads.ts'

interface Props {
  readonly sending: Sending
  readonly uploads: Uploads
}

/** One picture on its way, or why it did not arrive. */
export function SendingRow({ sending, uploads }: Props) {
  const translate = useTranslate()
  const { file, part, trouble, refused } = sending
  const name = translate('resources.products.pictures.uploading', { file: file.name })
  if (trouble) {
    return (
      <Alert
        severity="error"
        action={
          <>
            {!refused && (
              <Button color="inherit" size="small" onClick={() => { uploads.retry(sending) }}>
                {translate('common.retry')}
              </Button>
            )}
            <Button color="inherit" size="small" onClick={() => { uploads.dismiss(sending) }}>
              {translate('resources.products.pictures.dismiss')}
            </Button>
          </>
        }
      >
        {refused ? trouble : `${file.name}: ${trouble}`}
      </Alert>
    )
  }
  return (
    <Box>
      <Typography variant="body2">{name}</Typography>
      <LinearProgress aria-label={name} variant="determinate" value={Math.round(part * 100)} />
    </Box>
  )
}

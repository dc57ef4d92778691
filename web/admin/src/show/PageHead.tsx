import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'

import { Status } from './Status.tsx'

interface Props {
  readonly title: ReactNode
  readonly status?: string
  readonly aside?: ReactNode
  /** Actions and notices. */
  readonly children?: ReactNode
}

/** What a page is about, where it stands, and what can be done. */
export function PageHead({ title, status, aside, children }: Props) {
  return (
    <Stack sx={{ gap: 1.5 }}>
      <Stack direction="row" sx={{ columnGap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
        <Typography component="h1" variant="h1">
          {title}
        </Typography>
        {status && <Status value={status} size="medium" />}
        <Typography component="div" variant="body2" color="text.secondary">
          {aside}
        </Typography>
      </Stack>
      {children}
    </Stack>
  )
}

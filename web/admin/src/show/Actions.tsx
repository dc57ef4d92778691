import Stack from '@mui/material/Stack'
import type { ReactNode } from 'react'

/** The buttons of a page, one after the other. */
export function Actions({ children }: { readonly children: ReactNode }) {
  return (
    <Stack direction="row" role="group" aria-label="Actions" sx={{ gap: 1, flexWrap: 'wrap' }}>
      {children}
    </Stack>
  )
}

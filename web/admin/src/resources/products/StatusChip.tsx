import Chip from '@mui/material/Chip'
import { useTranslate } from 'react-admin'

import type { Status } from './types.ts'

const COLOURS = { draft: 'default', scheduled: 'info', published: 'success', archived: 'warning' } as const

export function StatusChip({ status }: { readonly status: Status }) {
  const translate = useTranslate()
  return (
    <Chip
      size="small"
      variant="outlined"
      color={COLOURS[status]}
      label={translate(`resources.products.status.${status}`)}
    />
  )
}

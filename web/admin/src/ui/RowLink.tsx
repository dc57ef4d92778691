import Link from '@mui/material/Link'
import { Link as RouterLink } from 'react-router-dom'

interface Props {
  readonly to: string
  readonly children: string
}

/** What a press anywhere on a row of a table opens, for those who come by keyboard. */
export function RowLink({ to, children }: Props) {
  return (
    <Link
      component={RouterLink}
      to={to}
      underline="hover"
      onClick={(event) => {
        event.stopPropagation()
      }}
    >
      {children}
    </Link>
  )
}

import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import Typography from '@mui/material/Typography'
import { Link as RouterLink } from 'react-router-dom'

export interface Ranked {
  readonly id: string
  readonly name: string
  readonly to: string | undefined
  readonly about: string
  readonly figure: string
}

/** A short list: what it is, where it leads, and its number. */
export function Ranking({ rows }: { readonly rows: readonly Ranked[] }) {
  return (
    <Box component="ol" sx={{ m: 0, p: 0 }}>
      {rows.map(({ id, name, to, about, figure }) => (
        <Box
          key={id}
          component="li"
          sx={{
            display: 'flex',
            alignItems: 'baseline',
            gap: 1,
            py: 0.75,
            '&:not(:first-of-type)': { borderTop: '1px solid', borderColor: 'divider' },
          }}
        >
          <Box sx={{ flexGrow: 1, minWidth: 0 }}>
            {to ? (
              <Link component={RouterLink} to={to}>
                {name}
              </Link>
            ) : (
              name
            )}
            <Typography component="span" variant="body2" color="textSecondary" sx={{ ml: 1 }}>
              {about}
            </Typography>
          </Box>
          <Box component="strong" sx={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}>
            {figure}
          </Box>
        </Box>
      ))}
    </Box>
  )
}

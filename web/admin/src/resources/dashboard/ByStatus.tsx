import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import { useTranslate } from 'react-admin'
import { Link as RouterLink } from 'react-router-dom'

import { useMay } from '../../app/may.ts'

interface Props {
  readonly counts: Readonly<Record<string, number>>
}

/** Where the orders of the period stand now; each state leads to its orders. */
export function ByStatus({ counts }: Props) {
  const translate = useTranslate()
  const mayRead = useMay('orders:read')
  const most = Math.max(1, ...Object.values(counts))
  return (
    <Box component="ul" sx={{ display: 'grid', gap: 0.5, m: 0, p: 0 }}>
      {Object.entries(counts).map(([status, count]) => {
        const name = translate(`dashboard.status.${status}`)
        return (
          <Box
            key={status}
            component="li"
            sx={{ display: 'grid', gridTemplateColumns: '130px 1fr 48px', alignItems: 'center', gap: 1, minHeight: 28 }}
          >
            {mayRead ? (
              <Link component={RouterLink} to={`/orders?${filterBy(status)}`} underline="hover">
                {name}
              </Link>
            ) : (
              <span>{name}</span>
            )}
            <Box sx={{ bgcolor: 'action.hover', borderRadius: 1, height: 14 }} aria-hidden>
              <Box
                sx={{ bgcolor: colourOf(status), borderRadius: 1, height: '100%' }}
                style={{ width: `${(count / most) * 100}%` }}
              />
            </Box>
            <Box component="strong" sx={{ textAlign: 'right', fontVariantNumeric: 'tabular-nums' }}>
              {count}
            </Box>
          </Box>
        )
      })}
    </Box>
  )
}

function filterBy(status: string): string {
  return new URLSearchParams({ filter: JSON.stringify({ status }) }).toString()
}

function colourOf(status: string): string {
  if (status === 'failed' || status === 'cancelled') return 'error.main'
  return status === 'pending' || status === 'processing' ? 'warning.main' : 'success.main'
}

import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { Link, useLocation } from 'react-router-dom'

import { useMay } from '../../app/may.ts'

/** What payments consist of, one page each. */
export function PaymentsNav() {
  const mayReadRefunds = useMay('refunds:read')
  return (
    <Box component="nav" aria-label="Payments" sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5, pt: 1 }}>
      <Item to="/payments" label="Payments" />
      {mayReadRefunds && <Item to="/refunds" label="Refunds" />}
      <Item to="/webhooks" label="Webhooks" />
      <Item to="/incidents" label="Incidents" />
    </Box>
  )
}

function Item({ to, label }: { readonly to: string; readonly label: string }) {
  const here = useLocation().pathname === to
  return (
    <Button
      component={Link}
      to={to}
      size="small"
      aria-current={here ? 'page' : undefined}
      variant={here ? 'contained' : 'text'}
    >
      {label}
    </Button>
  )
}

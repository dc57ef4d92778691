import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Chip from '@mui/material/Chip'
import Typography from '@mui/material/Typography'
import { useState } from 'react'

import { useMay } from '../../app/may.ts'
import { Section } from '../../show/Section.tsx'

import type { Customer } from './customer.ts'
import { RolesDialog } from './RolesDialog.tsx'

export function RolesSection({ customer }: { readonly customer: Customer }) {
  const [open, setOpen] = useState(false)
  const writes = useMay('roles:write')
  const mayChange = useMay('roles:read') && writes
  const change = (
    <Button size="small" variant="outlined" onClick={() => setOpen(true)}>
      Change roles
    </Button>
  )
  return (
    <Section title="Roles" aside={mayChange && change}>
      {customer.roles.length === 0 && <Typography color="text.secondary">None</Typography>}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        {customer.roles.map((role) => (
          <Chip key={role} label={role} />
        ))}
      </Box>
      {open && <RolesDialog customer={customer} close={() => setOpen(false)} />}
    </Section>
  )
}

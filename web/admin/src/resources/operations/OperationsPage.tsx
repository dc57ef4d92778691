import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import Switch from '@mui/material/Switch'
import { useState } from 'react'
import { AccessDenied, Title } from 'react-admin'

import { useMay } from '../../app/may.ts'
import { PageHead } from '../../show/PageHead.tsx'

import { Outboxes } from './Outboxes.tsx'
import { ParkedMessages } from './ParkedMessages.tsx'
import { Queues } from './Queues.tsx'
import { Sagas } from './Sagas.tsx'

/** What the services have still to do, and what waits for a person. */
export default function OperationsPage() {
  const mayRead = useMay('ops:read')
  const [live, setLive] = useState(true)
  if (!mayRead) return <AccessDenied />
  return (
    <Box sx={{ display: 'grid', gap: 2, py: 1 }}>
      <Title title="Operations" />
      <PageHead
        title="Operations"
        aside={
          <FormControlLabel
            label="Refresh every five seconds"
            slotProps={{ typography: { variant: 'body2' } }}
            control={<Switch size="small" checked={live} onChange={(_, on) => setLive(on)} />}
          />
        }
      />
      <Sagas live={live} />
      <ParkedMessages live={live} />
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: '1fr 1fr' } }}>
        <Outboxes live={live} />
        <Queues live={live} />
      </Box>
    </Box>
  )
}

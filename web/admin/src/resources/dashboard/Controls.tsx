import Refresh from '@mui/icons-material/Refresh'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useTranslate } from 'react-admin'

import { PERIODS } from './period.ts'

interface Props {
  readonly days: number
  readonly setDays: (days: number) => void
  readonly currency: string
  readonly currencies: readonly string[]
  readonly setCurrency: (currency: string) => void
  /** Milliseconds since 1970, 0 before the first answer. */
  readonly updatedAt: number
  readonly busy: boolean
  readonly refresh: () => void
}

export function Controls(props: Props) {
  const { days, setDays, currency, currencies, setCurrency, updatedAt, busy, refresh } = props
  const translate = useTranslate()
  const time = new Date(updatedAt).toLocaleTimeString('en-GB')
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5 }}>
      <TextField
        select
        fullWidth={false}
        label={translate('dashboard.period')}
        value={days}
        sx={{ minWidth: 150 }}
        onChange={({ target }) => { setDays(Number(target.value)) }}
      >
        {PERIODS.map((choice) => (
          <MenuItem key={choice} value={choice}>
            {translate('dashboard.days', { days: choice })}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        select
        fullWidth={false}
        label={translate('dashboard.currency')}
        value={currency}
        sx={{ minWidth: 110 }}
        onChange={({ target }) => { setCurrency(target.value) }}
      >
        {currencies.map((choice) => (
          <MenuItem key={choice} value={choice}>
            {choice}
          </MenuItem>
        ))}
      </TextField>
      <Box sx={{ flexGrow: 1 }} />
      {updatedAt > 0 && (
        <Typography variant="body2" color="textSecondary">
          {translate('dashboard.updated', { time })}
        </Typography>
      )}
      <Button startIcon={<Refresh />} loading={busy} loadingPosition="start" onClick={refresh}>
        {translate('common.refresh')}
      </Button>
    </Box>
  )
}

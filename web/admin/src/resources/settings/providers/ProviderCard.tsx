import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import Switch from '@mui/material/Switch'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { useNotify, useRefresh, useTranslate } from 'react-admin'

import { inWords } from '../../../actions/words.ts'
import { api } from '../../../app/api.ts'
import { useMay } from '../../../app/may.ts'
import { Panel } from '../../../ui/Panel.tsx'
import { LimitRow } from './LimitRow.tsx'
import type { Provider } from './useProviders.ts'

export function ProviderCard({ provider }: { readonly provider: Provider }) {
  const translate = useTranslate()
  const notify = useNotify()
  const refresh = useRefresh()
  const mayWrite = useMay('settings:write')
  const [busy, setBusy] = useState(false)
  const { code, name, kinds, limits, configured, enabled } = provider
  const say = (what: string) => translate(`resources.payment-providers.${what}`, { name })

  async function turn(on: boolean): Promise<void> {
    setBusy(true)
    try {
      await api.PATCH('/api/v1/admin/payment-providers/{code}', {
        params: { path: { code } },
        body: { enabled: on },
      })
      notify(say(on ? 'switched_on' : 'switched_off'), { type: 'success' })
      refresh()
    } catch (error) {
      notify(inWords(error), { type: 'error' })
    } finally {
      setBusy(false)
    }
  }

  const control = (
    <Switch
      checked={enabled}
      disabled={!mayWrite || busy}
      slotProps={{ input: { 'aria-label': say('switch') } }}
      onChange={({ target }) => void turn(target.checked)}
    />
  )
  return (
    <Panel title={name} action={<FormControlLabel control={control} label={say(enabled ? 'on' : 'off')} />}>
      <Typography variant="body2" color="textSecondary">
        {kinds.map((kind) => say(`kinds.${kind}`)).join(', ')}
      </Typography>
      {!configured && (
        <Alert severity="warning" sx={{ my: 1 }}>
          {say('unconfigured')}
        </Alert>
      )}
      <Typography component="h3" sx={{ mt: 1.5, fontSize: '0.95rem', fontWeight: 600 }}>
        {say('limits')}
      </Typography>
      <Box component="ul" sx={{ m: 0, p: 0 }}>
        {Object.entries(limits).map(([currency, limit]) => (
          <LimitRow key={currency} code={code} currency={currency} limit={limit} mayWrite={mayWrite} />
        ))}
      </Box>
    </Panel>
  )
}

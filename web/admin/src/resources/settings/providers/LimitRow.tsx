import EditOutlined from '@mui/icons-material/EditOutlined'
import Box from '@mui/material/Box'
import IconButton from '@mui/material/IconButton'
import Typography from '@mui/material/Typography'
import { decimalOf, formatMoney, parseMoney, type components } from '@soko/client'
import { useState } from 'react'
import { useTranslate } from 'react-admin'

import type { Action } from '../../../actions/action.ts'
import { ActionDialog } from '../../../actions/ActionDialog.tsx'
import { api } from '../../../app/api.ts'

interface Props {
  readonly code: string
  readonly currency: string
  readonly limit: components['schemas']['payments_LimitsOut']
  readonly mayWrite: boolean
}

/** Between which amounts a provider is offered, in one currency. */
export function LimitRow({ code, currency, limit: { minimum, maximum }, mayWrite }: Props) {
  const translate = useTranslate()
  const [open, setOpen] = useState(false)
  const money = (amount: number) => formatMoney({ amount, currency }, 'en')
  const values = { currency, minimum: money(minimum), maximum: money(maximum ?? 0) }
  const say = (what: string) => translate(`resources.payment-providers.${what}`, values)
  const wrong = (text: string) => (parseMoney(text, currency) ? undefined : say('amount_wrong'))
  const amountOf = (text = '') => parseMoney(text, currency)?.amount
  const action: Action = {
    label: say('set_limits'),
    icon: <EditOutlined />,
    sentence: say('limits_sentence'),
    fields: [
      { name: 'minimum', label: say('minimum'), initial: decimalOf({ amount: minimum, currency }), wrong },
      {
        name: 'maximum',
        label: say('maximum'),
        initial: maximum === null ? '' : decimalOf({ amount: maximum, currency }),
        wrong,
      },
    ],
    run: (typed) => {
      const [least, most] = [amountOf(typed['minimum']), amountOf(typed['maximum'])]
      const own = least === undefined && most === undefined
      const limits = { [currency]: own ? null : { minimum: least ?? 1, maximum: most ?? null } }
      return api.PATCH('/api/v1/admin/payment-providers/{code}', {
        params: { path: { code } },
        body: { limits },
      })
    },
    done: say('limits_set'),
  }
  return (
    <Box component="li" sx={{ display: 'flex', alignItems: 'center', listStyle: 'none', minHeight: 36 }}>
      <Typography variant="body2" sx={{ flexGrow: 1 }}>
        {say(maximum === null ? 'limit' : 'limit_to')}
      </Typography>
      {mayWrite && (
        <IconButton size="small" aria-label={say('set_limits')} onClick={() => { setOpen(true) }}>
          <EditOutlined fontSize="small" />
        </IconButton>
      )}
      {open && <ActionDialog action={action} close={() => { setOpen(false) }} />}
    </Box>
  )
}

import { useTheme } from '@mui/material/styles'
import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { formatMoney, type components } from '@soko/client'
import { useTranslate } from 'react-admin'
import { Bar, BarChart, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'

import { HiddenTable } from './HiddenTable.tsx'
import { attemptsOf, rateOf } from './payments.ts'
import { tooltipStyle } from './tooltip.ts'

type Takings = components['schemas']['orders_ProviderOut']

const OUTCOMES = ['succeeded', 'failed', 'pending'] as const

/** How attempts to pay went, a bar for each provider. */
export function PaymentsChart({ takings }: { readonly takings: readonly Takings[] }) {
  const translate = useTranslate()
  const { palette } = useTheme()
  const bars = attemptsOf(takings)
  const rate = rateOf(bars)
  const axis = { fontSize: 12, fill: palette.text.secondary }
  const colours = {
    succeeded: palette.success.main,
    failed: palette.error.main,
    pending: palette.warning.main,
  }
  return (
    <Box>
      {rate !== undefined && <Typography>{translate('dashboard.rate', { percent: rate })}</Typography>}
      <Box aria-hidden sx={{ height: 56 + bars.length * 40 }}>
        <ResponsiveContainer width="100%" height="100%">
          <BarChart data={[...bars]} layout="vertical" accessibilityLayer={false}>
            <XAxis type="number" hide allowDecimals={false} />
            <YAxis type="category" dataKey="provider" tick={axis} tickLine={false} axisLine={false} width={80} />
            <Tooltip cursor={{ fill: palette.action.hover }} contentStyle={tooltipStyle(palette)} />
            <Legend formatter={(name: string) => <Box component="span" sx={{ color: 'text.primary' }}>{name}</Box>} />
            {OUTCOMES.map((outcome) => (
              <Bar
                key={outcome}
                dataKey={outcome}
                name={translate(`dashboard.${outcome}`)}
                stackId="attempts"
                fill={colours[outcome]}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </Box>
      <HiddenTable
        caption={translate('dashboard.payments')}
        head={['provider', 'currency', ...OUTCOMES, 'captured', 'refunded'].map((column) => translate(`dashboard.${column}`))}
        rows={takings.map(({ provider, currency, succeeded, failed, pending, captured, refunded }) => [
          provider,
          currency,
          succeeded,
          failed,
          pending,
          formatMoney(captured, 'en'),
          formatMoney(refunded, 'en'),
        ])}
      />
    </Box>
  )
}

import { useTheme } from '@mui/material/styles'
import Box from '@mui/material/Box'
import { decimalOf, formatMoney, type components } from '@soko/client'
import { useTranslate } from 'react-admin'
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'

import { HiddenTable } from './HiddenTable.tsx'
import { tooltipStyle } from './tooltip.ts'

type Period = components['schemas']['orders_PeriodOut']

interface Props {
  readonly periods: readonly Period[]
  readonly interval: 'day' | 'week'
  readonly currency: string
}

const HEIGHT = 240

/** What was taken less what was given back, a bar for each period; a table for those who hear. */
export function SalesChart({ periods, interval, currency }: Props) {
  const translate = useTranslate()
  const { palette } = useTheme()
  const name = translate('dashboard.sales_of', { interval: translate(`dashboard.${interval}`), currency })
  const bars = periods.map(({ period, net }) => ({ period, label: short(period), net: Number(decimalOf(net)) }))
  const amounts = new Map(periods.map(({ period, net }) => [period, formatMoney(net, 'en')]))
  const axis = { fontSize: 12, fill: palette.text.secondary }
  return (
    <Box>
      <Box aria-hidden sx={{ height: HEIGHT, mx: -1 }}>
        <ResponsiveContainer width="100%" height="100%">
          <BarChart data={bars} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke={palette.divider} />
            <XAxis dataKey="label" tick={axis} tickLine={false} axisLine={false} minTickGap={16} />
            <YAxis tick={axis} tickLine={false} axisLine={false} width={56} tickFormatter={compact} />
            <Tooltip
              cursor={{ fill: palette.action.hover }}
              contentStyle={tooltipStyle(palette)}
              formatter={(_value, _name, { payload }) => [
                amounts.get((payload as { readonly period: string }).period),
                translate('dashboard.net'),
              ]}
            />
            <Bar dataKey="net" fill={palette.primary.main} radius={[4, 4, 0, 0]} isAnimationActive={false} />
          </BarChart>
        </ResponsiveContainer>
      </Box>
      <HiddenTable
        caption={name}
        head={['from', 'orders', 'gross', 'refunded', 'net'].map((column) => translate(`dashboard.${column}`))}
        rows={periods.map(({ period, orders, gross, refunded, net }) => [
          period,
          orders,
          ...[gross, refunded, net].map((money) => formatMoney(money, 'en')),
        ])}
      />
    </Box>
  )
}

const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const numbers = new Intl.NumberFormat('en', { notation: 'compact' })

function short(period: string): string {
  return days.format(new Date(`${period}T00:00:00Z`))
}

function compact(value: number): string {
  return numbers.format(value)
}

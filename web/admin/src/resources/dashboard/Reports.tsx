import Box from '@mui/material/Box'
import { formatMoney } from '@soko/client'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslate } from 'react-admin'

import { useMay } from '../../app/may.ts'
import type { Shop } from '../../ui/useShop.ts'
import { ByStatus } from './ByStatus.tsx'
import { Controls } from './Controls.tsx'
import { Figures } from './Figures.tsx'
import { LowStockPart } from './LowStockPart.tsx'
import { Part } from './Part.tsx'
import { PaymentsChart } from './PaymentsChart.tsx'
import { spanOf } from './period.ts'
import { Ranking } from './Ranking.tsx'
import { SalesChart } from './SalesChart.tsx'
import { usePayments, useSales, useTopProducts } from './useReports.ts'

const HALVES = { display: 'grid', gap: 2, gridTemplateColumns: { lg: '1fr 1fr' } }

export function Reports({ shop }: { readonly shop: Shop }) {
  const translate = useTranslate()
  const client = useQueryClient()
  const [days, setDays] = useState(30)
  const [currency, setCurrency] = useState(shop.default_currency)
  const mayReadCatalog = useMay('catalog:read')
  const mayReadStock = useMay('stock:read')
  const sales = useSales(days, currency)
  const top = useTopProducts(days, currency)
  const payments = usePayments(days)
  return (
    <>
      <Controls
        days={days}
        setDays={setDays}
        currency={currency}
        currencies={shop.currencies}
        setCurrency={setCurrency}
        updatedAt={sales.dataUpdatedAt}
        busy={sales.isFetching}
        refresh={() => void client.invalidateQueries({ queryKey: ['reports'] })}
      />
      <Figures sales={sales.data} currency={currency} />
      <Part title="sales" query={sales} empty="no_sales" isEmpty={({ items }) => items.every(({ orders, gross }) => orders === 0 && gross.amount === 0)}>
        {({ items }) => (
          <SalesChart periods={items} interval={spanOf(days, new Date()).interval} currency={currency} />
        )}
      </Part>
      <Box sx={HALVES}>
        <Part title="by_status" query={sales} empty="no_orders" isEmpty={({ by_status }) => Object.values(by_status).every((count) => count === 0)}>
          {({ by_status }) => <ByStatus counts={by_status} />}
        </Part>
        <Part title="payments" query={payments} empty="no_payments" isEmpty={({ items }) => items.length === 0}>
          {({ items }) => <PaymentsChart takings={items} />}
        </Part>
        <Part title="top" query={top} empty="no_top" isEmpty={({ items }) => items.length === 0}>
          {({ items }) => (
            <Ranking
              rows={items.map(({ product_id: id, name, units, revenue }) => ({
                id,
                name,
                to: mayReadCatalog ? `/products/${id}` : undefined,
                about: translate('dashboard.units', { smart_count: units }),
                figure: formatMoney(revenue, 'en'),
              }))}
            />
          )}
        </Part>
        {mayReadStock && <LowStockPart />}
      </Box>
    </>
  )
}

import Settings from '@mui/icons-material/SettingsOutlined'
import { lazy } from 'react'

import type { Screen } from '../../app/screen.ts'
import { providerTexts, shippingTexts, taxTexts, texts } from './texts.ts'

const shared = {
  icon: Settings,
  may: { read: 'settings:read', write: 'settings:write' },
} as const

export const settings: Screen = {
  ...shared,
  name: 'settings',
  label: 'Settings',
  texts,
  list: lazy(() => import('./shop/ShopSettings.tsx')),
}

export const shippingMethods: Screen = {
  ...shared,
  name: 'shipping-methods',
  label: 'Shipping methods',
  one: 'Shipping method',
  unlisted: true,
  title: ({ name }) => String(name),
  texts: shippingTexts,
  list: lazy(() => import('./shipping/ShippingList.tsx')),
  edit: lazy(() => import('./shipping/ShippingEdit.tsx')),
  create: lazy(() => import('./shipping/ShippingCreate.tsx')),
}

export const taxRates: Screen = {
  ...shared,
  name: 'tax-rates',
  label: 'Tax rates',
  one: 'Tax rate',
  unlisted: true,
  title: ({ country, tax_class }) => `${String(country)} ${String(tax_class)}`,
  texts: taxTexts,
  list: lazy(() => import('./tax/TaxList.tsx')),
  edit: lazy(() => import('./tax/TaxEdit.tsx')),
  create: lazy(() => import('./tax/TaxCreate.tsx')),
}

export const paymentProviders: Screen = {
  ...shared,
  name: 'payment-providers',
  label: 'Payment providers',
  one: 'Payment provider',
  unlisted: true,
  texts: providerTexts,
  list: lazy(() => import('./providers/Providers.tsx')),
}

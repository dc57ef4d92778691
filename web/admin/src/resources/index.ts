import type { Screen } from '../app/screen.ts'

import { audit } from './audit/index.ts'
import { categories } from './categories/index.ts'
import { customers } from './customers/index.ts'
import { operations } from './operations/index.ts'
import { orders } from './orders/index.ts'
import { incidents, payments, refunds, webhooks } from './payments/index.ts'
import { products } from './products/index.ts'
import { roles } from './roles/index.ts'
import { paymentProviders, settings, shippingMethods, taxRates } from './settings/index.ts'
import { stock } from './stock/index.ts'

/** All screens, in the order of the menu; a new one is a folder and a line here. */
export const screens: readonly Screen[] = [
  orders,
  payments,
  refunds,
  webhooks,
  incidents,
  products,
  categories,
  stock,
  customers,
  roles,
  audit,
  operations,
  settings,
  shippingMethods,
  taxRates,
  paymentProviders,
]

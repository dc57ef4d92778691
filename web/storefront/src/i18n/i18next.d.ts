import type account from '../locales/en/account.json'
import type cart from '../locales/en/cart.json'
import type catalog from '../locales/en/catalog.json'
import type checkout from '../locales/en/checkout.json'
import type common from '../locales/en/common.json'
import type orders from '../locales/en/orders.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: {
      common: typeof common
      catalog: typeof catalog
      cart: typeof cart
      checkout: typeof checkout
      orders: typeof orders
      account: typeof account
    }
  }
}

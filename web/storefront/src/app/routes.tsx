import type { ComponentType } from 'react'
import { createBrowserRouter } from 'react-router'

import { Component as Category } from '../features/catalog/CategoryPage.tsx'
import { Component as Home } from '../features/catalog/HomePage.tsx'
import { Component as Product } from '../features/catalog/ProductPage.tsx'
import { CrashPage } from '../features/layout/CrashPage.tsx'
import { Layout } from '../features/layout/Layout.tsx'
import { loadTexts } from '../i18n/i18n.ts'
import type { Namespace } from '../i18n/language.ts'
import { arrive } from './arrival.ts'
import { markVisit } from './visit.ts'

type Page = () => Promise<{ readonly Component: ComponentType }>

/** A page comes with its texts, or not at all. */
function page(load: Page, ...namespaces: readonly Namespace[]) {
  return async () => {
    const [{ Component }] = await Promise.all([load(), loadTexts(...namespaces)])
    return { Component }
  }
}

const account = (load: Page) => page(load, 'account')

markVisit()

// The pages that people come to from elsewhere are part of the app: they are shown without another trip.
export const router = createBrowserRouter([
  {
    Component: Layout,
    ErrorBoundary: CrashPage,
    HydrateFallback: () => null,
    children: [
      { index: true, Component: Home },
      { path: 'c/:slug', Component: Category },
      { path: 'search', lazy: page(() => import('../features/catalog/SearchPage.tsx')) },
      { path: 'p/:slug', Component: Product },
      { path: 'legal/:name', lazy: page(() => import('../features/layout/LegalPage.tsx')) },
      {
        path: 'checkout',
        lazy: page(() => import('../features/checkout/CheckoutPage.tsx'), 'checkout', 'account'),
      },
      { path: 'orders', lazy: page(() => import('../features/orders/OrdersPage.tsx'), 'orders') },
      { path: 'orders/:id', lazy: page(() => import('../features/orders/OrderPage.tsx'), 'orders', 'checkout') },
      { path: 'orders/:id/receipt', lazy: page(() => import('../features/orders/ReceiptPage.tsx'), 'orders') },
      { path: 'account', lazy: account(() => import('../features/account/ProfilePage.tsx')) },
      { path: 'account/addresses', lazy: account(() => import('../features/account/AddressesPage.tsx')) },
      { path: 'account/security', lazy: account(() => import('../features/account/SecurityPage.tsx')) },
      { path: 'register', lazy: account(() => import('../features/account/RegisterPage.tsx')) },
      { path: 'confirm', lazy: account(() => import('../features/account/ConfirmPage.tsx')) },
      { path: 'login', lazy: account(() => import('../features/account/LoginPage.tsx')) },
      { path: 'forgot', lazy: account(() => import('../features/account/ForgotPage.tsx')) },
      { path: 'reset', lazy: account(() => import('../features/account/ResetPage.tsx')) },
      { path: '*', lazy: page(() => import('../features/layout/NotFoundPage.tsx')) },
    ],
  },
])

let { pathname } = router.state.location
router.subscribe(({ location }) => {
  if (location.pathname !== pathname) arrive()
  pathname = location.pathname
})

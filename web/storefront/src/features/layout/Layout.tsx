import { useTranslation } from 'react-i18next'
import { Outlet, ScrollRestoration, useNavigation } from 'react-router'

import { Toasts } from '../../ui/Toasts.tsx'
import { CartPlace } from '../cart/CartButton.tsx'
import { Footer } from './Footer.tsx'
import { Header } from './Header.tsx'
import { OfflineBanner } from './OfflineBanner.tsx'

export function Layout() {
  const { t } = useTranslation()
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only z-60 rounded-full bg-brand px-5 py-3 font-semibold text-on-brand focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t('nav.skip')}
      </a>
      <Underway />
      <OfflineBanner />
      <Header />
      {/* Keeps the footer below the screen's edge while a page is still empty. */}
      <main id="content" tabIndex={-1} className="min-h-[85vh] grow outline-none"><Outlet /></main>
      <Footer />
      <CartPlace />
      <Toasts />
      <ScrollRestoration />
    </div>
  )
}

/** The next page's code is on its way over a slow line. */
function Underway() {
  const { state } = useNavigation()
  return state === 'loading' && <div aria-hidden="true" className="underway fixed inset-x-0 top-0 z-60 h-1 bg-brand" />
}

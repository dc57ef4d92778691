import createCache from '@emotion/cache'
import { CacheProvider } from '@emotion/react'
import { useState } from 'react'
import { createBrowserRouter, RouterProvider } from 'react-router-dom'

import { AdminApp } from './AdminApp.tsx'
import { nonce } from './nonce.ts'

/** The admin below `/admin`; styles carry the nonce that the gateway stamped into the page. */
export function App() {
  const [cache] = useState(() => createCache({ key: 'css', ...nonce() }))
  const [router] = useState(() =>
    createBrowserRouter([{ path: '*', element: <AdminApp /> }], { basename: '/admin' }),
  )
  return (
    <CacheProvider value={cache}>
      <RouterProvider router={router} />
    </CacheProvider>
  )
}

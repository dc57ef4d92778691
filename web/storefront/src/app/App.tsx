import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { useEffect, type ReactNode } from 'react'
import { RouterProvider } from 'react-router/dom'

import { ErrorState } from '../ui/ErrorState.tsx'
import { queryClient } from './api.ts'
import { router } from './routes.tsx'
import { ShopContext, shopQuery } from './shop.ts'
import { applyColours } from './theme.ts'

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      {/* The policy that the pages are served with lets nobody write style elements. */}
      <CSPProvider disableStyleElements>
        <Opened>
          <RouterProvider router={router} />
        </Opened>
      </CSPProvider>
    </QueryClientProvider>
  )
}

/** Nothing is shown before the shop's own settings are known. */
function Opened({ children }: { readonly children: ReactNode }) {
  const { data: shop, error, refetch } = useQuery(shopQuery)
  useEffect(() => {
    if (shop) applyColours(shop.colours)
  }, [shop])
  if (shop) return <ShopContext value={shop}>{children}</ShopContext>
  return error ? <ErrorState problem={error} retry={() => void refetch()} /> : null
}

import { lazy } from 'react'

/** The first page after signing in. */
export const Dashboard = lazy(() => import('./Dashboard.tsx'))

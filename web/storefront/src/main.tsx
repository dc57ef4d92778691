import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { App } from './app/App.tsx'
import { seedQueries } from './app/seed.ts'
import { restoreSession } from './app/session.ts'
import { applyTheme } from './app/theme.ts'
import { textsReady } from './i18n/i18n.ts'
import './styles.css'

applyTheme()
seedQueries()
void restoreSession()
await textsReady

const root = document.getElementById('root')
if (root) createRoot(root).render(<StrictMode><App /></StrictMode>)

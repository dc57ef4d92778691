import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const gateway = process.env['SOKO_GATEWAY'] ?? 'http://127.0.0.1:8000'

export default defineConfig({
  base: '/admin/',
  plugins: [react()],
  server: { proxy: { '/api': { target: gateway, changeOrigin: true } } },
  build: {
    target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
    sourcemap: false,
    // A data: URL is refused by the policy that the pages are served with, so nothing is inlined.
    assetsInlineLimit: 0,
    // react-admin is one large library; the page is for staff, and cached after the first visit.
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|react-router)[\\/]/ },
            { name: 'mui', test: /node_modules[\\/]@(mui|emotion)[\\/]/ },
          ],
        },
      },
    },
  },
})

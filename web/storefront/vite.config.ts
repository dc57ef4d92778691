import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, loadEnv } from 'vite'

/** What changes with a release of a library alone stays cached while our own code changes. */
const LIBRARIES = [
  { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
  { name: 'router', test: /node_modules[\\/]react-router[\\/]/ },
  { name: 'data', test: /node_modules[\\/](@tanstack|openapi-fetch)[\\/]/ },
  { name: 'i18n', test: /node_modules[\\/](i18next|react-i18next)[\\/]/ },
]

/** What every page is made of: one file instead of thirty small ones. Modal frames come when opened. */
const OURS = { name: 'shop', test: /src[\\/](app|i18n|ui(?![\\/](Dialog|Drawer|Form|useForm|RadioCards)\.))[\\/]/ }

/** The texts of the first pages arrive together, in one language. */
const TEXTS = ['sw', 'am', 'fr'].map((language) => ({
  name: `shop-${language}`,
  test: new RegExp(`locales[\\\\/]${language}[\\\\/](common|catalog|cart)\\.json`),
}))

export default defineConfig(({ mode }) => {
  const { SOKO_GATEWAY: gateway = 'http://127.0.0.1:8000' } = loadEnv(mode, '.', 'SOKO_')
  return {
    plugins: [react(), tailwindcss()],
    server: { proxy: { '/api': { target: gateway, changeOrigin: true } } },
    build: {
      target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
      assetsDir: 'assets',
      sourcemap: false,
      // A data: URL would be refused by the policy that the pages are served with.
      assetsInlineLimit: 0,
      rolldownOptions: { output: { codeSplitting: { groups: [...LIBRARIES, OURS, ...TEXTS] } } },
    },
  }
})

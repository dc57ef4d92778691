import { defineConfig } from 'vitest/config'

/** Unit tests of all workspaces; the journeys in a browser have a configuration of their own. */
export default defineConfig({
  test: {
    environment: 'jsdom',
    include: ['{client,storefront,admin}/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    unstubGlobals: true,
  },
})

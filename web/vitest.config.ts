import { defineConfig } from 'vitest/config'

/** Unit tests of all workspaces, those of components with a DOM (they say so); the journeys in a browser have a configuration of their own. */
export default defineConfig({
  test: {
    include: ['{client,storefront,admin}/**/*.test.{ts,tsx}'],
    setupFiles: ['./vitest.setup.ts'],
    // Against what hangs; in `make test` all else goes before these tests.
    testTimeout: 60_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
})

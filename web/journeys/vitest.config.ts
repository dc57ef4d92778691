import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.journey.ts'],
    testTimeout: 180_000,
    hookTimeout: 30_000,
    // One fleet, two cores: side by side they would only wait for each other.
    fileParallelism: false,
  },
})

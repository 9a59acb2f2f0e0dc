import { defineConfig } from 'vitest/config'
import { countReporter } from './tools/count-reporter.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    // A process for each file: node:sqlite and argon2 are native, and a test may start worker threads of its own.
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters: ['default', countReporter()],
    coverage: { provider: 'v8', include: ['src/**/*.ts'] },
  },
})

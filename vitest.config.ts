import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { countReporter } from './tools/count-reporter.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    // A process for each file: node:sqlite and argon2 are native, and a test may start worker threads of its own.
    pool: 'forks',
    // Many tests wait for a clock, a browser or a server: one file at a time would leave a machine of two cores half idle.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters: ['default', countReporter()],
    coverage: { provider: 'v8', include: ['src/**/*.ts'] },
  },
})

/** `npm run nodes`: the tests of this folder at full size, one after another. `npm test` runs the same files in their short form. */
import { defineConfig } from 'vitest/config'
import { countReporter } from '../../tools/count-reporter.ts'
import { nodesReport } from '../support/nodes-report.ts'

const minutes = 60_000

export default defineConfig({
  test: {
    include: ['test/nodes/**/*.test.ts'],
    env: { LATCHKEY_EFFORT: 'full' },
    environment: 'node',
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 10 * minutes,
    hookTimeout: 1 * minutes,
    globalSetup: ['test/hardening/time-limit.ts'],
    reporters: ['verbose', nodesReport({ file: 'docs/reports/nodes.md' }), countReporter()],
  },
})

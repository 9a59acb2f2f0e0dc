/** `npm run hardening`: the tests of this folder at full size. `npm test` runs the same files in their short form. */
import { defineConfig } from 'vitest/config'
import { countReporter } from '../../tools/count-reporter.ts'
import { hardeningReport } from '../support/hardening-report.ts'

const minutes = 60_000

export default defineConfig({
  test: {
    // What else fills rows of the report stands here, a line for each.
    include: ['test/hardening/**/*.test.ts', 'test/formats/sealed/fuzz.test.ts', 'test/attacks/differential.test.ts'],
    env: { LATCHKEY_EFFORT: 'full' },
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 25 * minutes,
    hookTimeout: 1 * minutes,
    globalSetup: ['test/hardening/time-limit.ts'],
    reporters: ['verbose', hardeningReport({ file: 'docs/reports/hardening.md' }), countReporter()],
  },
})

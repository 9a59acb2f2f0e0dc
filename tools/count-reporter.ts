/** Prints one last line, `N passed, N failed[, N skipped]`, for whoever reads only the end of a run. */
import type { Reporter, TestModule } from 'vitest/node'

interface Count {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** A run that never came to its end is a failure, not an empty success. */
const unfinished: Count = { passed: 0, failed: 1, skipped: 0 }

export function countReporter(): Reporter {
  let count = unfinished
  return {
    onInit() {
      // Coverage and a slow shutdown print after the last hook of a reporter; nothing prints after this event.
      process.once('exit', (status) => process.stdout.write(`${line(agreeing(count, status))}\n`))
    },
    onTestRunStart() {
      count = unfinished
    },
    onTestRunEnd(modules, unhandledErrors) {
      count = countRun(modules, unhandledErrors.length)
    },
  }
}

/** Counts test cases; an error outside of one (collection, a hook, an unhandled rejection) is a failure. */
function countRun(modules: readonly TestModule[], unhandled: number): Count {
  const cases = modules.flatMap((module) => [...module.children.allTests()])
  const suites = modules.flatMap((module) => [module, ...module.children.allSuites()])
  const passed = cases.filter((test) => test.result().state === 'passed').length
  const failed = cases.filter((test) => test.result().state === 'failed').length
  const outside = suites.reduce((sum, suite) => sum + suite.errors().length, unhandled)
  return { passed, failed: failed + outside, skipped: cases.length - passed - failed }
}

/** What fails a run without failing a test (a global set-up, a threshold, no test found) still shows as a failure. */
function agreeing(count: Count, status: number): Count {
  return status !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count
}

function line({ passed, failed, skipped }: Count): string {
  const always = `${passed} passed, ${failed} failed`
  return skipped === 0 ? always : `${always}, ${skipped} skipped`
}

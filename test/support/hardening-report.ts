/** Writes docs/reports/hardening.md from the rows that the tests filed; of a whole run at full effort alone. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { arch, platform, version } from 'node:process'
import type { Reporter, TestModule, Vitest } from 'vitest/node'
import { replayed } from './effort.ts'
import type { Row } from './runs.ts'

interface Outcome extends Partial<Row> {
  readonly name: string
  readonly passed: boolean
}

export function hardeningReport({ file }: { readonly file: string }): Reporter {
  let vitest: Vitest | undefined
  return {
    onInit(started) { vitest = started },
    async onTestRunEnd(modules) {
      if (vitest === undefined || !await isWhole(vitest, modules)) return
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, reportOf(modules.flatMap(outcomesOf), new Date()))
    },
  }
}

/** A part that was run alone replaces no report of the whole. */
async function isWhole(vitest: Vitest, modules: readonly TestModule[]): Promise<boolean> {
  if (replayed !== null || vitest.config.testNamePattern !== undefined) return false
  return modules.length === (await vitest.globTestSpecifications()).length
}

function outcomesOf({ children }: TestModule): readonly Outcome[] {
  return [...children.allTests()].map((test) => (
    { name: test.fullName.replaceAll(' > ', ': '), passed: test.ok(), ...test.meta().hardening }
  ))
}

/** The same outcomes in the same order whatever ended first. */
export function reportOf(outcomes: readonly Outcome[], at: Date): string {
  // What counts nothing is about the harness itself, and is told only where it fails.
  const told = outcomes.filter(({ runs, passed }) => runs !== undefined || !passed)
  const rows = told.toSorted((a, b) => a.name.localeCompare(b.name, 'en')).map(rowOf)
  const failed = told.filter(({ passed }) => !passed).length
  return `# Hardening

The figures of \`npm run hardening\`: what \`npm test\` shows in its short form, at full size. A finding names its seed;
\`LATCHKEY_SEED=n\` plays that run again.

- ${at.toISOString().slice(0, 10)}, Node ${version}, ${platform} ${arch}, ${availableParallelism()} CPUs
- ${told.length} outcomes, ${failed} failed

| outcome | | runs | findings | seconds |
|---|---|---:|---:|---:|
${rows.join('\n')}
`
}

function rowOf({ name, passed, runs, findings, seconds }: Outcome): string {
  const counted = (value: number | undefined) => value?.toLocaleString('en') ?? '–'
  const cells = [name.replaceAll('|', '\\|'), passed ? 'holds' : 'FAILS', counted(runs), counted(findings), seconds?.toFixed(1) ?? '–']
  return `| ${cells.join(' | ')} |`
}

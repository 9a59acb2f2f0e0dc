/** Many runs of one experiment, each with a seed of its own, and the row that they fill in docs/reports/hardening.md. */
import { expect, type TestContext } from 'vitest'
import { effort, isFull, seedsOf } from './effort.ts'

/** What a test tells the report: one line of it. */
export interface Row {
  readonly runs: number
  readonly findings: number
  readonly seconds: number
}

declare module 'vitest' {
  interface TaskMeta {
    hardening?: Row
  }
}

/** Milliseconds that a test of many runs may take, on a machine that has much else to do. */
export const patience = effort({ short: 120_000, full: 25 * 60_000 })

/** What was found wrong; null is nothing. */
export type Experiment = (seed: number) => Promise<string | null> | string | null

/** Plays an experiment with each seed, so many at once, files the row, and fails with what was found and its seeds. */
export async function playRuns(
  context: TestContext, { runs, atOnce = 1 }: { readonly runs: number, readonly atOnce?: number }, play: Experiment,
): Promise<void> {
  const seeds = seedsOf(runs)
  const findings: string[] = []
  const started = performance.now()
  const tell = progress(context.task.name, seeds.length)
  const left = seeds.values()
  const worker = async () => {
    for (const seed of left) {
      const found = await play(seed)
      if (found !== null) findings.push(`${found} (again: LATCHKEY_SEED=${seed})`)
      tell()
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  conclude(context, { runs: seeds.length, findings, started })
}

/** Files the row of a test that counts for itself, and fails with the first of its findings. `started`: performance.now(). */
export function conclude(
  { task }: TestContext, { runs, findings, started }: { readonly runs: number, readonly findings: readonly string[], readonly started: number },
): void {
  const seconds = (performance.now() - started) / 1000
  task.meta.hardening = { runs, findings: findings.length, seconds }
  expect(findings.slice(0, 10)).toEqual([])
}

/** A line every ten seconds of a full run, so that nobody takes it for dead. */
function progress(name: string, total: number): () => void {
  let done = 0
  let told = performance.now()
  return () => {
    done += 1
    if (!isFull || performance.now() - told < 10_000) return
    told = performance.now()
    process.stderr.write(`${done} of ${total}: ${name}\n`)
  }
}

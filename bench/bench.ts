/** Runs the blocks and hands what they measured to the report. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Group } from './measure/compare.ts'
import { runOf } from './measure/run.ts'
import { blocks } from './blocks.ts'
import { charts } from './report/charts.ts'
import { machine, type Machine } from './report/machine.ts'
import { asText, markdown } from './report/markdown.ts'
import { judge, type Judged } from './targets.ts'

export interface BenchOptions {
  readonly isQuick: boolean
  /** Names of blocks; null is all of them. */
  readonly only: readonly string[] | null
  /** Into docs/reports, where it is committed. */
  readonly isWritten: boolean
}

export interface Measured {
  readonly name: string
  readonly title: string
  readonly note?: string
  readonly seconds: number
  readonly groups: readonly Group[]
}

export interface Report {
  readonly machine: Machine
  readonly isQuick: boolean
  readonly blocks: readonly Measured[]
  readonly targets: readonly Judged[]
}

export async function bench({ isQuick, only, isWritten }: BenchOptions): Promise<void> {
  const run = runOf({ isQuick })
  const chosen = only === null ? blocks : blocks.filter(({ name }) => only.includes(name))
  if (chosen.length === 0) throw new TypeError(`--only names no block; there are: ${blocks.map(({ name }) => name).join(', ')}`)
  const measured: Measured[] = []
  for (const { measure, ...block } of chosen) {
    run.say(`${measured.length + 1}/${chosen.length} ${block.title}`)
    const start = performance.now()
    const groups = await measure(run)
    measured.push({ ...block, groups, seconds: Math.round((performance.now() - start) / 1000) })
  }
  const report = { machine: machine(), isQuick, blocks: measured, targets: judge(measured.flatMap(({ groups }) => groups)) }
  process.stdout.write(asText(report))
  write(report, isWritten)
}

function write(report: Report, isWritten: boolean): void {
  const folder = join(import.meta.dirname, ...isWritten ? ['..', 'docs', 'reports'] : ['results'])
  mkdirSync(join(folder, 'bench'), { recursive: true })
  writeFileSync(join(folder, 'bench.json'), `${JSON.stringify(report, null, 1)}\n`)
  writeFileSync(join(folder, 'bench.md'), markdown(report))
  for (const { name, svg } of charts(report)) writeFileSync(join(folder, 'bench', `${name}.svg`), svg)
  process.stdout.write(`\nwritten to ${isWritten ? 'docs/reports' : 'bench/results'}: bench.md, bench.json, bench/*.svg\n`)
}

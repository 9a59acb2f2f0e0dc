/** Writes docs/reports/nodes.md from the rows that the tests filed; of a whole run at full effort alone. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { arch, platform, version } from 'node:process'
import type { Reporter, TestModule, Vitest } from 'vitest/node'

/** One line of one table of the report. */
export interface NodesRow {
  readonly table: string
  readonly row: Readonly<Record<string, string | number>>
}

declare module 'vitest' {
  interface TaskMeta {
    nodes?: readonly NodesRow[]
  }
}

export function nodesReport({ file }: { readonly file: string }): Reporter {
  let vitest: Vitest | undefined
  return {
    onInit(started) { vitest = started },
    async onTestRunEnd(modules) {
      if (vitest === undefined || vitest.config.testNamePattern !== undefined) return
      if (modules.length !== (await vitest.globTestSpecifications()).length) return
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, reportOf(modules))
    },
  }
}

function reportOf(modules: readonly TestModule[]): string {
  const tests = modules.flatMap(({ children }) => [...children.allTests()])
  const failed = tests.filter((test) => test.result().state === 'failed')
  const tables = Map.groupBy(tests.flatMap((test) => test.meta().nodes ?? []), ({ table }) => table)
  const written = [...tables].toSorted(([a], [b]) => a < b ? -1 : 1).map(([name, rows]) => tableOf(name, rows))
  return `# Many nodes

The figures of \`npm run nodes\`: what \`npm test\` shows in its short form, at full size. Times are measured by the client, from
the answer that acknowledged a revocation to the start of the last request that was still believed.

- ${new Date().toISOString().slice(0, 10)}, Node ${version}, ${platform} ${arch}, ${availableParallelism()} CPUs, which ran the load as well
- ${tests.length} outcomes, ${failed.length} failed${failed.map((test) => `: ${test.fullName}`).join('')}

${written.join('\n')}`
}

function tableOf(name: string, rows: readonly NodesRow[]): string {
  const heads = Object.keys(rows[0]?.row ?? {})
  const lines = rows.map(({ row }) => `| ${heads.map((head) => cell(row[head])).join(' | ')} |`)
  const ruler = heads.map((head) => typeof rows[0]?.row[head] === 'number' ? '---:' : '---').join('|')
  return `## ${name}\n\n| ${heads.join(' | ')} |\n|${ruler}|\n${lines.join('\n')}\n`
}

function cell(value: string | number | undefined): string {
  return typeof value === 'number' ? value.toLocaleString('en') : (value ?? '–').replaceAll('|', '\\|')
}

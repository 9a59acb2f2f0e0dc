/** What our types cost a compiler: a small application that is checked whole, beside one without authentication. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Block } from '../block.ts'
import { type By, compare, type Contender } from '../measure/compare.ts'
import { size } from '../measure/run.ts'

const root = join(import.meta.dirname, '..', '..')
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2024', '--types', 'node', '--ignoreConfig', '--singleThreaded']

export const typing: Block = {
  name: 'typing',
  title: 'Type-checking a small application',
  note: 'A server of ten lines by `tsc --noEmit` with skipLibCheck, on one thread, from the start of the compiler to its end.',
  async measure(run) {
    const few = { ...run, rounds: size(run, { quick: 2, full: 11 }), warmUps: 1 }
    const peers = size(run, { quick: [], full: [checking('jose', 'peer'), checking('better-auth', 'peer')] })
    return [await compare({
      name: 'type-checking', unit: 'ms', contenders: [checking('latchkey', 'latchkey'), checking('bare', 'before'), ...peers],
    }, few)]
  },
}

function checking(name: string, by: By): Contender {
  return { name: by === 'before' ? 'no authentication' : name, by, sample: () => elapsed(join(import.meta.dirname, '..', 'typing', `${name}.ts`)) }
}

function elapsed(file: string): number {
  const start = performance.now()
  const { status, stdout } = spawnSync(process.execPath, [compiler, ...options, file], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the compiler refused ${file}:\n${stdout}`)
  return performance.now() - start
}

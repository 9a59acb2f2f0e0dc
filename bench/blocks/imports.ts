/** What it costs a program to start with us: a process that imports one entry, against one that imports nothing. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Block } from '../block.ts'
import { type By, compare, type Contender } from '../measure/compare.ts'
import { size } from '../measure/run.ts'

const dist = join(import.meta.dirname, '..', '..', 'dist')
const entries = ['verify', 'index', 'jose', 'token', 'cookies']

export const imports: Block = {
  name: 'imports',
  title: 'Import, in a process that has just begun',
  note: 'Milliseconds over `node -e 0`, which takes its turn beside each of them.',
  async measure(run) {
    const few = { ...run, rounds: size(run, { quick: 2, full: 15 }), warmUps: 1 }
    const ours = entries.map((name) => importing(name === 'index' ? 'latchkey' : `latchkey/${name}`, pathToFileURL(join(dist, `${name}.js`)).href))
    const peers = size(run, { quick: ['jose'], full: ['jose', 'fast-jwt', 'iron-session', 'better-auth'] }).map((name) => importing(name, name, 'peer'))
    return [await compare({ name: 'import', unit: 'ms', contenders: [...ours, ...peers] }, few)]
  },
}

function importing(name: string, from: string, by: By = 'latchkey'): Contender {
  return { name, by, sample: () => elapsed(`await import('${from}')`) - elapsed('0') }
}

function elapsed(code: string): number {
  const start = performance.now()
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { cwd: join(import.meta.dirname, '..') })
  if (status !== 0) throw new Error(`this could not run: ${code}`)
  return performance.now() - start
}

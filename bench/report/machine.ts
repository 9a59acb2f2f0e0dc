/** What was measured on: figures without it say little. */
import { readFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'

export interface Machine {
  readonly date: string
  readonly node: string
  readonly openssl: string
  readonly system: string
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  /** Of Latchkey and of each peer, as they are installed. */
  readonly versions: Readonly<Record<string, string>>
}

export function machine(): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version, openssl: process.versions.openssl ?? 'unknown',
    system: `${platform()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown', cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    versions: versions(),
  }
}

function versions(): Record<string, string> {
  const bench = join(import.meta.dirname, '..')
  const { dependencies = {} } = manifest(join(bench, 'package.json'))
  const peers = Object.keys(dependencies).map((name) => [name, manifest(join(bench, 'node_modules', name, 'package.json')).version ?? '?'])
  return Object.fromEntries([['latchkey', manifest(join(bench, '..', 'package.json')).version ?? '?'], ...peers])
}

function manifest(path: string): { version?: string, dependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(path, 'utf8')) as { version?: string, dependencies?: Record<string, string> } // as npm wrote it
}

/** A real Redis for tests: on a port and in a folder of its own, stopped by its process id. */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface RedisServer {
  readonly url: string
  readonly port: number
  /** At once, as in a crash. What was in memory is gone. */
  stop(): Promise<void>
  /** On the same port, empty; where it runs already it stays as it is. */
  start(): Promise<void>
  /** Connections stay, and nobody answers; and it goes on. */
  freeze(): void
  thaw(): void
  remove(): Promise<void>
}

export interface RedisSetup {
  /** As on the command line: `['--requirepass', 'x']`. */
  readonly words?: readonly string[]
  /** Written into its folder, which is its working folder. */
  readonly files?: Readonly<Record<string, string>>
  /** It listens to TLS alone. */
  readonly isTls?: boolean
}

interface Found {
  readonly program: string
  readonly libraries?: string
}

const cache = join(process.cwd(), 'node_modules', '.cache', 'latchkey-redis')
const packages = [
  'redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1', 'liblua5.1-0', 'lua-cjson', 'lua-bitop', 'libhiredis0.14', 'libssl3',
]

/** `REDISBIN`, a server on the path, or Debian's package, unpacked into a folder for caches: nothing is installed. */
export function findRedis(): Found | undefined {
  const named = process.env['REDISBIN']
  if (named !== undefined) return { program: named }
  const places = (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => ['valkey-server', 'redis-server'].map((name) => join(folder, name)))
  const program = places.find(isExecutable)
  if (program !== undefined) return { program }
  return unpacked() ?? (fetchPackages() ? unpacked() : undefined)
}

function unpacked(): Found | undefined {
  const libraries = join(cache, 'usr', 'lib', `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`)
  const program = join(cache, 'usr', 'bin', 'redis-check-rdb') // the server is a link to it, and looks at the name it is called by
  return isExecutable(program) ? { program: join(cache, 'usr', 'bin', 'redis-server'), libraries } : undefined
}

/** Into a folder beside, which then takes the place at once: of two that fetch, neither sees half of the other's. */
function fetchPackages(): boolean {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg-deb')) return false
  mkdirSync(join(cache, '..'), { recursive: true })
  const folder = mkdtempSync(`${cache}-`)
  try {
    if (!download(folder, []) && !download(folder, ownLists(folder))) return false
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.deb'))) {
      if (!ran('dpkg-deb', ['-x', name, '.'], folder)) return false
      rmSync(join(folder, name))
    }
    if (!existsSync(cache)) renameSync(folder, cache)
    return true
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const sandbox = ['-o', 'APT::Sandbox::User=root']

function download(folder: string, options: readonly string[]): boolean {
  return ran('apt-get', [...options, ...sandbox, 'download', ...packages], folder)
}

/** For a machine whose lists were cleared away, or belong to somebody else. */
function ownLists(folder: string): readonly string[] {
  const options = ['-o', `Dir::State::lists=${join(folder, 'lists')}`, '-o', `Dir::Cache=${join(folder, 'archives')}`]
  mkdirSync(join(folder, 'lists', 'partial'), { recursive: true })
  mkdirSync(join(folder, 'archives'))
  ran('apt-get', [...options, ...sandbox, 'update'], folder)
  return options
}

function ran(program: string, words: readonly string[], cwd: string): boolean {
  return spawnSync(program, words, { cwd, stdio: 'ignore', timeout: 60_000 }).status === 0
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export async function startRedis({ program, libraries }: Found, { words = [], files = {}, isTls = false }: RedisSetup = {}): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-redis-'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content, { mode: 0o600 })
  const port = await freePort()
  const ports = isTls ? ['--port', '0', '--tls-port', `${port}`] : ['--port', `${port}`]
  const all = [...ports, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder, ...words]
  const environment = { ...process.env, ...(libraries !== undefined && { LD_LIBRARY_PATH: libraries }) }
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    if (child !== undefined) return
    child = spawn(program, all, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    child.unref()
    await ready(child)
  }
  async function stop(): Promise<void> {
    const stopping = child
    child = undefined
    if (stopping === undefined || stopping.exitCode !== null || stopping.signalCode !== null) return
    const gone = new Promise((resolve) => { stopping.once('exit', resolve) })
    stopping.ref() // or a program that waits here alone would end
    stopping.kill('SIGKILL')
    await gone
  }
  async function remove(): Promise<void> {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  }

  try {
    await start()
  } catch (error) {
    await remove()
    throw error
  }
  const url = `${isTls ? 'rediss' : 'redis'}://127.0.0.1:${port}`
  return { url, port, start, stop, remove, freeze: () => { child?.kill('SIGSTOP') }, thaw: () => { child?.kill('SIGCONT') } }
}

async function ready(child: ChildProcess): Promise<void> {
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => { said = (said + text).slice(-4000) })
  let failure: Error | undefined
  child.once('error', (error) => { failure = error })
  for (let n = 0; n < 200 && !said.includes('Ready to accept connections'); n++) {
    if (failure !== undefined || child.exitCode !== null) throw new Error(`redis ended: ${failure?.message ?? said.slice(-600)}`)
    await sleep(50)
  }
  if (!said.includes('Ready to accept connections')) throw new Error(`redis is not ready: ${said.slice(-600)}`)
}

function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const server = createServer().once('error', reject)
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
  })
  return promise
}

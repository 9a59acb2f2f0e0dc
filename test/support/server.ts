/**
 * The real server as a child process, in a folder of its own and with no setting but those that a test names.
 * It runs what was built: that is what users get, with other paths to the worker thread and the pages than src has.
 * `npm test` builds first; a build that is older than src would test what is no longer there, so it is refused.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env, execPath, platform } from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const program = join(root, 'dist/server/main.js')

/** Windows starts nothing without this one. */
const bare = env['SystemRoot'] === undefined ? {} : { SystemRoot: env['SystemRoot'] }

/** On Windows every signal ends a process at once, and it hears none. */
export const hasSignals = platform !== 'win32'

export type Settings = Readonly<Record<string, string>>

export interface ServerOptions {
  readonly settings?: Settings
  /** Where it runs, so that a second one finds what a first one left; a new folder by default. */
  readonly folder?: string
  readonly port?: number
}

export interface Server {
  readonly origin: string
  readonly port: number
  readonly folder: string
  readonly pid: number
  /** Milliseconds from the start of the process to the line that says it is ready. */
  readonly readyAfter: number
  /** All that it said so far. */
  stdout(): string
  stderr(): string
  /** Resolves when it has said this. */
  hear(text: string): Promise<void>
  signal(name: NodeJS.Signals): void
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL: what a crash does, or a power cut. */
  kill(): Promise<void>
  readonly ended: Promise<number | null>
}

const folders: string[] = []
const children = new Set<ChildProcess>()

afterAll(async () => {
  await Promise.all([...children].map(endNow))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})
// A worker that is told to end by its parent runs no hook.
process.once('exit', () => { for (const child of children) child.kill('SIGKILL') })

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-e2e-'))
  folders.push(folder)
  return folder
}

/** Where a server that runs in this folder keeps its records. */
export function databaseIn(folder: string): string {
  return join(folder, '.latchkey', 'latchkey.db')
}

/** Starts it and waits until it is ready; rejects with what it said where it ends before that. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const folder = options.folder ?? newFolder()
  const port = options.port ?? await freePort()
  const start = performance.now()
  const { child, output, ended } = launch(['serve'], folder, { PORT: String(port), ...options.settings })
  const hear = hearing(child, output)
  await hear('is ready at')
  const readyAfter = performance.now() - start
  await hear('Sign-up: ')
  const [, origin = ''] = /is ready at (\S+)/.exec(output.out) ?? []
  return {
    origin, port, folder, readyAfter, hear, ended, pid: child.pid ?? 0,
    stdout: () => output.out,
    stderr: () => output.err,
    signal: (name) => { child.kill(name) },
    async stop() {
      child.kill('SIGTERM')
      return ended
    },
    kill: () => endNow(child),
  }
}

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly settings?: Settings
  readonly folder?: string
  readonly stdin?: string
  /** Milliseconds until it is ended: for a command that a test expects to end by itself. */
  readonly patience?: number
}

/** One command, to its end. */
export async function run(words: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { settings = {}, folder = newFolder(), stdin = '', patience = 15_000 } = options
  const { child, output, ended } = launch(words, folder, settings)
  child.stdin?.on('error', () => {}).end(stdin) // one that ends at once reads nothing
  const timer = setTimeout(() => { child.kill('SIGKILL') }, patience)
  const code = await ended
  clearTimeout(timer)
  return { code, stdout: output.out, stderr: output.err }
}

/** The link of the first administrator, as it is printed at the start, and the code in it. */
export async function setupLink({ stdout, hear }: Server): Promise<{ link: string, code: string }> {
  await hear('/auth/signup?setup=')
  const [link = '', code = ''] = /http\S+\/auth\/signup\?setup=(\S+)/.exec(stdout()) ?? []
  return { link, code }
}

/** A port on which nothing listened a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer()
  await once(probe.listen(0, '127.0.0.1'), 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('a probe that listens has a port')
  return address.port
}

interface Output { out: string, err: string }

function launch(words: readonly string[], folder: string, settings: Settings) {
  refuseOldBuild()
  const child = spawn(execPath, [program, ...words], { cwd: folder, env: { ...bare, ...settings } })
  children.add(child)
  const output: Output = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => { output.out += text })
  child.stderr.setEncoding('utf8').on('data', (text: string) => { output.err += text })
  const ended = once(child, 'close').then(([code]: (number | null)[]) => {
    children.delete(child)
    return code ?? null
  })
  return { child, output, ended }
}

function hearing(child: ChildProcess, output: Output): Server['hear'] {
  return async (text) => {
    while (!output.out.includes(text)) {
      const isOver = child.exitCode !== null || child.signalCode !== null
      if (isOver) throw new Error(`it ended first: ${output.out}${output.err}`)
      await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'close')])
    }
  }
}

async function endNow(child: ChildProcess): Promise<void> {
  if (!children.has(child)) return
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}

let isChecked = false

function refuseOldBuild(): void {
  if (isChecked) return
  const built = statSync(program, { throwIfNoEntry: false })?.mtimeMs ?? 0
  const names = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  const sources = names.filter((name) => name.endsWith('.ts')).map((name) => join(root, 'src', name))
  const newest = Math.max(...sources.map((source) => statSync(source).mtimeMs))
  if (built < newest) throw new Error('dist is older than src: run npm run build')
  isChecked = true
}

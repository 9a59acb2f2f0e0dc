/** What the checks of the package share: folders of their own, programs that are run, and servers that are started and stopped. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '../..')

export interface Where {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

/** Standard output; where the program fails, all that it said is in the error. */
export function run([program = '', ...words]: readonly string[], { cwd, env = {} }: Where): string {
  try {
    return execFileSync(program, words, { cwd, env: { ...process.env, ...env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 27 })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string, stderr?: string } // of execFileSync
    throw new Error(`${program} ${words.join(' ')} failed:\n${stdout}\n${stderr}`, { cause: error })
  }
}

/** Nothing of this repository is above it, so that nothing but what is installed is found. */
export function emptyFolder(name: string): string {
  return mkdtempSync(join(tmpdir(), `latchkey-${name}-`))
}

export function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

/** A project that installs these packages, exactly as somebody would type them. */
export function project(folder: string, packages: readonly string[], more: object = {}): void {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module', ...more }))
  if (packages.length > 0) run(['npm', 'install', '--no-audit', '--no-fund', '--save-exact', ...packages], { cwd: folder })
}

/** The tarball that would be published, in a folder of its own. */
export function pack(): string {
  const folder = emptyFolder('pack')
  const [made] = JSON.parse(run(['npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: root })) as [{ filename: string }] // what npm answers
  return join(folder, made.filename)
}

export interface Started {
  readonly url: string
  stop(): Promise<void>
}

/** Starts a server and waits for its first answer; what it says is shown only when there is none. */
export async function start([program = '', ...words]: readonly string[], { cwd, env = {}, port }: Where & { port: number }): Promise<Started> {
  // A process group of its own, since a package manager's child is not ended with it.
  const child = spawn(program, words, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => { said += part.toString() })
  const ended = new Promise<void>((done) => { child.once('exit', () => { done() }) })
  const url = `http://localhost:${port}`
  const stop = async () => {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
    await ended
  }
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) break
    if (await fetch(`${url}/auth/login`).then(() => true, () => false)) return { url, stop }
    await new Promise((go) => { setTimeout(go, 200) })
  }
  await stop()
  throw new Error(`${program} ${words.join(' ')} answers nothing:\n${said}`)
}

/** One that is free now. */
export function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, () => {
      const address = server.address()
      server.close(() => { done(typeof address === 'object' && address !== null ? address.port : 0) })
    })
  })
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** The programs of this Node come first. */
export const pathOfNode = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`

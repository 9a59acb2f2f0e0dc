/** The server of Latchkey as it is started by a user: a process of its own, in a folder of its own, on a port that is free. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env, execPath } from 'node:process'

const program = join(import.meta.dirname, '..', '..', 'dist', 'server', 'main.js')

export interface Service {
  readonly origin: string
  stop(): Promise<void>
}

export async function serve(settings: Readonly<Record<string, string>>): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'))
  const port = await freePort()
  const child = spawn(execPath, [program, 'serve'], { cwd: folder, env: { PATH: env['PATH'], ...settings, PORT: String(port) } })
  const ended = once(child, 'close')
  let said = ''
  const hear = (bytes: Buffer) => { said += bytes.toString() }
  child.stderr.on('data', hear)
  child.stdout.on('data', hear)
  while (!said.includes('is ready at')) {
    await Promise.race([once(child.stdout, 'data'), ended])
    if (child.exitCode !== null) throw new Error(`the server ended first: ${said}`)
  }
  return {
    // What it takes for its own name where it is told none.
    origin: `http://localhost:${port}`,
    async stop() {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await once(probe.listen(0, '127.0.0.1'), 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('a probe that listens has a port')
  return address.port
}

/** What `npm install` of the packed package leaves in a folder, and programs that run there. Dependencies are those of this repository. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { execPath } from 'node:process'
import { afterAll } from 'vitest'
import { newFolder } from './server.ts'

export const root = resolve(import.meta.dirname, '../..')

/** A new folder in which `latchkey` and whatever this repository has can be imported. */
export function installedFolder(): string {
  const folder = newFolder()
  const modules = join(folder, 'node_modules')
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: string[] } // our own file
  for (const name of ['package.json', ...files]) cpSync(join(root, name), join(modules, 'latchkey', name), { recursive: true })
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== 'latchkey' && !name.startsWith('.')) symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction')
  }
  mkdirSync(join(folder, 'data'))
  return folder
}

export interface Program {
  /** Resolves when it has said this; rejects with what it said where it ends before that. */
  hear(text: string): Promise<void>
  /** All that it said so far, on both outputs. */
  said(): string
  /** Its exit code. */
  readonly ended: Promise<number | null>
  kill(): Promise<void>
}

const children = new Set<ChildProcess>()
const endNow = async (child: ChildProcess) => {
  if (!children.has(child)) return
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}
afterAll(() => Promise.all([...children].map(endNow)))

/** Without what is set for the tests: to the server an unknown setting is a mistake. */
const plain = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('LATCHKEY_')))

export interface Launch {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly words?: readonly string[]
}

/** A file of JavaScript or TypeScript in a process of its own. */
export function launch(file: string, { cwd, env = {}, words = [] }: Launch): Program {
  const child = spawn(execPath, ['--no-warnings', file, ...words], { cwd, env: { ...plain, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  children.add(child)
  let said = ''
  for (const output of [child.stdout, child.stderr]) output.setEncoding('utf8').on('data', (text: string) => { said += text })
  const ended = once(child, 'close').then(([code]: (number | null)[]) => {
    children.delete(child)
    return code ?? null
  })
  return {
    ended, said: () => said, kill: () => endNow(child),
    async hear(text) {
      while (!said.includes(text)) {
        if (!children.has(child)) throw new Error(`${file} ended: ${said}`)
        await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), ended])
      }
    },
  }
}

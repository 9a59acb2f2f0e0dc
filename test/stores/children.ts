/** Starts test/stores/sqlite-child.ts, and hears what it says. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const program = fileURLToPath(new URL('sqlite-child.ts', import.meta.url))

export interface Child {
  readonly process: ChildProcess
  /** The lines so far. */
  readonly said: string[]
  /** Resolves when it has said so many lines. */
  readonly hear: (lines: number) => Promise<void>
  /** Resolves when it has ended, with its exit code: null if it was killed. */
  readonly ended: Promise<number | null>
}

export function child(...words: readonly string[]): Child {
  const started = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void started.kill('SIGKILL'))
  const said: string[] = []
  let rest = ''
  started.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    said.push(...lines)
  })
  return {
    process: started,
    said,
    async hear(lines) {
      while (said.length < lines) await once(started.stdout, 'data')
    },
    ended: once(started, 'close').then(([code]) => code),
  }
}

/** The main thread's end of the writer: it asks the thread, waits no longer than a deadline, and starts it anew. */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { CommitResult } from '../../contracts.ts'
import type { Statement } from '../sql/dialect.ts'
import { StoreError } from '../store-error.ts'
import { answers } from './answers.ts'
import { monotonic } from './messages.ts'
import type { Outcome, Reply, Request, Task, Transaction } from './messages.ts'

export interface Writer {
  /** Creates or migrates the schema. */
  open(): Promise<void>
  commit(transaction: Transaction): Promise<CommitResult>
  /** A transaction for each deletion; answers how many rows went. */
  reap(deletions: readonly Statement[]): Promise<number>
  /** Once the commits before it are done. */
  close(): Promise<void>
}

export interface WriterOptions {
  readonly file: string
  readonly onWarning?: ((message: string) => void) | undefined
}

/** Milliseconds. A migration may take longer than a commit, and a close waits for the commits before it. */
const deadlines: { readonly [Verb in Task['do']]: number } = { open: 10_000, commit: 2_000, reap: 2_000, close: 4_000 }

export function sqliteWriter({ file, onWarning }: WriterOptions): Writer {
  const { wait, arrive, failAll } = answers(file)
  let worker: Worker | undefined
  let asked = 0

  function ask(task: Task): Promise<Outcome> {
    worker ??= startThread(file, arrive, lost)
    const id = asked += 1
    const request: Request = { id, task, deadline: monotonic() + deadlines[task.do] }
    worker.postMessage(request)
    return wait(id, deadlines[task.do])
  }

  function lost(thread: Worker, cause: unknown): void {
    if (worker !== thread) return
    worker = undefined // the next commit starts another
    const error = new StoreError(`The thread that writes the database ${file} ended.`, { cause })
    failAll(error)
    onWarning?.(error.message)
  }

  return {
    async open() { await ask({ do: 'open' }) },
    commit: (transaction) => ask({ do: 'commit', transaction }),
    async reap(deletions) {
      // All are asked for now, so that a close comes after them.
      const outcomes = await Promise.all(deletions.map((deletion) => ask({ do: 'reap', deletion })))
      return outcomes.reduce((sum, { removed = 0 }) => sum + removed, 0)
    },
    async close() {
      const thread = worker
      if (thread === undefined) return
      await ask({ do: 'close' })
      worker = undefined // so that its end is not taken for a death
      await thread.terminate()
    },
  }
}

function startThread(
  file: string, arrive: (reply: Reply) => void, lost: (thread: Worker, cause: unknown) => void,
): Worker {
  const source = import.meta.url
  const program = new URL(`./worker${extname(source)}`, source) // .ts from src, .js from dist
  // It is given no environment: the secrets of the process are none of its business.
  const thread = new Worker(program, { workerData: { file }, env: {}, name: 'latchkey-sqlite' })
  thread.on('message', arrive)
  thread.on('error', (cause) => lost(thread, cause))
  thread.on('exit', () => lost(thread, undefined))
  thread.unref() // after the listener for messages, which would take hold of the process again
  return thread
}

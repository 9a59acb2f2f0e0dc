/**
 * The thread that writes: one connection, one transaction a commit, in the order in which they were asked for.
 * It takes SQL that the main thread made from fixed names; it knows no records. node:sqlite is synchronous, so here
 * another process's lock stops this thread alone and no request that only reads.
 */
import type { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import type { Statement } from '../sql/dialect.ts'
import { StoreError } from '../store-error.ts'
import { openDatabase, statements } from './database.ts'
import type { Compile } from './database.ts'
import { asStoreError, isConflict } from './failures.ts'
import { monotonic } from './messages.ts'
import type { Outcome, Reply, Request, Step, Task, Transaction } from './messages.ts'
import { patiently, transact } from './transaction.ts'

interface Connection {
  readonly database: DatabaseSync
  readonly statement: Compile
}

const { file } = workerData as { readonly file: string } // writer.ts starts this thread, and nothing else does
let connection: Connection | undefined // opened by the first task, so that a thread started anew needs no other

parentPort?.on('message', (request: Request) => parentPort?.postMessage(reply(request)))

function reply({ id, task, deadline }: Request): Reply {
  try {
    return { id, result: perform(task, deadline) }
  } catch (error) {
    const { message, cause } = asStoreError(error, file)
    return { id, error: { message, cause } }
  }
}

function perform(task: Task, deadline: number): Outcome {
  if (task.do === 'close') {
    connection?.database.close()
    connection = undefined
    return { ok: true }
  }
  // Whoever asked has been told that it failed: done now, it would be a change that nobody expects.
  if (monotonic() > deadline) throw new StoreError(`The database ${file} was too slow.`)
  connection ??= open(deadline)
  if (task.do === 'commit') return commit(connection, task.transaction, deadline)
  return task.do === 'reap' ? reap(connection, task.deletion, deadline) : { ok: true }
}

function open(deadline: number): Connection {
  const database = openDatabase(file, deadline)
  return { database, statement: statements(database) }
}

function commit({ database, statement }: Connection, transaction: Transaction, deadline: number): Outcome {
  return patiently(deadline, () => transact(database, () => run(statement, transaction)))
}

function reap({ database, statement }: Connection, { sql, values }: Statement, deadline: number): Outcome {
  return patiently(deadline, () => transact(database, () => {
    return { ok: true, removed: Number(statement(sql).run(...values).changes) }
  }))
}

function run(statement: Compile, { steps, appended }: Transaction): Outcome {
  const failed = steps.find((step) => !holds(statement, step))
  if (failed !== undefined) return { ok: false, failed: failed.write }
  if (appended === 0) return { ok: true }
  const head = statement('UPDATE "revocation_head" SET "seq" = "seq" + ? RETURNING "seq"').get(appended)
  return { ok: true, seq: Number(head?.['seq']) }
}

function holds(statement: Compile, { sql, values, guarded }: Step): boolean {
  try {
    return Number(statement(sql).run(...values).changes) > 0 || !guarded
  } catch (error) {
    if (isConflict(error)) return false
    throw error
  }
}

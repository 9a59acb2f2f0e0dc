/** Both connections of a store, the one that reads and the one that writes: how they open, and how they close. */
import { version } from 'node:process'
import { StoreError } from '../store-error.ts'
import { asStoreError } from './failures.ts'
import { prepareFile } from './file.ts'
import type { ReadConnection } from './reader.ts'
import { sqliteWriter } from './writer.ts'
import type { Writer, WriterOptions } from './writer.ts'

export interface Connection {
  readonly reads: ReadConnection
  readonly writer: Writer
}

export interface Lifecycle {
  /** Idempotent. What failed can be tried again. */
  readonly open: () => Promise<void>
  /**
   * Waits for every use that is under way: promises answer in the order in which they were asked, and the thread takes
   * its tasks in the order in which they were sent, so each use before this has begun and each commit is done first.
   */
  readonly close: () => Promise<void>
  /** Rejects unless the store is open. */
  readonly use: <Result>(act: (connection: Connection) => Result | Promise<Result>) => Promise<Result>
}

export function lifecycle(options: WriterOptions): Lifecycle {
  let connection: Promise<Connection> | undefined
  let closing: Promise<void> = Promise.resolve()

  return {
    async open() {
      const opening = connection ??= connect(options)
      try {
        await opening
      } catch (error) {
        if (connection === opening) connection = undefined
        throw error
      }
    },
    close() {
      if (connection !== undefined) closing = disconnect(connection)
      connection = undefined
      return closing
    },
    async use(act) {
      if (connection === undefined) throw new StoreError(`The database ${options.file} is not open.`)
      return connection.then(act)
    },
  }
}

async function connect(options: WriterOptions): Promise<Connection> {
  const openReader = await loadReader()
  await prepareFile(options.file, options.onWarning)
  const writer = sqliteWriter(options)
  try {
    await writer.open()
    return { reads: openReader(options.file), writer }
  } catch (error) {
    await writer.close().catch(() => {}) // the first error is the one to tell
    throw asStoreError(error, options.file)
  }
}

/** On first use, so that a Node without SQLite can still import this package and take another store. */
async function loadReader(): Promise<typeof import('./reader.ts').openReader> {
  try {
    return (await import('./reader.ts')).openReader
  } catch (cause) {
    throw new StoreError(`The SQLite store needs Node 22.13 or newer; this is Node ${version}.`, { cause })
  }
}

async function disconnect(opened: Promise<Connection>): Promise<void> {
  const connection = await opened.catch(() => null) // one that never opened holds nothing
  connection?.reads.close()
  await connection?.writer.close()
}

/** Both connections of a store, the one that reads and the one that writes: how they open, and how they close. */
import { version } from 'node:process'
import { lifecycle } from '../lifecycle.ts'
import type { Lifecycle } from '../lifecycle.ts'
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

/** The thread takes its tasks in the order in which they were sent, so each commit before a close is done first. */
export function sqliteLifecycle(options: WriterOptions): Lifecycle<Connection> {
  return lifecycle({
    name: `The database ${options.file}`,
    connect: () => connect(options),
    async disconnect({ reads, writer }) {
      reads.close()
      await writer.close()
    },
  })
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

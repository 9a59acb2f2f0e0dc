/**
 * The store on SQLite, in one file. It knows rows, and nothing of what they mean.
 * Reads run here, on a connection that cannot write; commits run in a thread of their own, because node:sqlite is
 * synchronous and another process's lock would stop every request.
 */
import { resolve } from 'node:path'
import type { Store } from '../contracts.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Reads } from './reads.ts'
import { renew } from './sql/renewing.ts'
import { sqliteLifecycle } from './sqlite/connection.ts'
import type { Connection } from './sqlite/connection.ts'
import { asStoreError, isSqlite } from './sqlite/failures.ts'
import type { Reader } from './sqlite/reader.ts'
import { dialect, reapingSteps, transactionOf } from './sqlite/statements.ts'

export interface SqliteOptions {
  /** A path. Its folder must exist; the file is created for its owner alone (0600). */
  readonly file: string
  /** Hears what an operator should know and no request fails of: a file that others can read, a thread that ended. */
  readonly onWarning?: (message: string) => void
}

export function sqliteStore(options: SqliteOptions): Store {
  const file = pathOf(options.file)
  const { open, close, use } = sqliteLifecycle({ file, onWarning: options.onWarning })

  return {
    name: 'sqlite',
    open,
    close,
    ...reads(file, use),
    async commit(writes) {
      const transaction = transactionOf(writes) // before any await: what the caller does to its rows then is too late
      return use(({ writer }) => writer.commit(transaction))
    },
    async reap(what) {
      const deletions = reapingSteps(what)
      return use(({ writer }) => writer.reap(deletions))
    },
    renew: (renewal) => renew(renewal, dialect, {
      reap: (deletion) => use(({ writer }) => writer.reap([deletion])),
      commit: (steps) => use(({ writer }) => writer.commit({ steps: steps(dialect).map((step) => ({ ...step, write: 0 })), appended: 0 })),
    }),
    watch: (heard) => use(({ reads: { watch } }) => watch(heard)),
  }
}

function reads(file: string, use: Lifecycle<Connection>['use']): Reads {
  async function read<Answer>(ask: (reader: Reader) => Answer): Promise<Answer> {
    try {
      return await use((connection) => ask(connection.reads.reader))
    } catch (error) {
      throw isSqlite(error) ? asStoreError(error, file) : error
    }
  }

  return {
    findByDigest: (digest) => read((reader) => reader.findByDigest(digest)),
    findUser: (id) => read((reader) => reader.findUser(id)),
    findUserByName: (canonical) => read((reader) => reader.findUserByName(canonical)),
    hasRole: (role) => read((reader) => reader.hasRole(role)),
    listSecrets: (session) => read((reader) => reader.listSecrets(session)),
    listUserSecrets: (user, purpose) => read((reader) => reader.listUserSecrets(user, purpose)),
    findSession: (id) => read((reader) => reader.findSession(id)),
    listSessions: (subject, epoch, page) => read((reader) => reader.listSessions(subject, epoch, page)),
    findThrottle: (bucket) => read((reader) => reader.findThrottle(bucket)),
    listKeys: () => read((reader) => reader.listKeys()),
    readRevocations: (after) => read((reader) => reader.readRevocations(after)),
    listEvents: (filter, page) => read((reader) => reader.listEvents(filter, page)),
    listUsers: (filter, page) => read((reader) => reader.listUsers(filter, page)),
    listLiveSessions: (now, page) => read((reader) => reader.listLiveSessions(now, page)),
    countEvents: (counting) => read((reader) => reader.countEvents(counting)),
    countVisits: (period) => read((reader) => reader.countVisits(period)),
  }
}

/** Absolute, so that the thread and a later change of folder mean the same file. */
function pathOf(file: string): string {
  if (file === '' || file.startsWith(':')) {
    throw new TypeError('sqliteStore needs the path of a file; memoryStore is the store that keeps none.')
  }
  return resolve(file)
}

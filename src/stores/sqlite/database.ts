/** Opens the connection that writes, and says what SQLite's errors mean. Runs in the writer's thread. */
import { DatabaseSync } from 'node:sqlite'
import type { StatementSync } from 'node:sqlite'
import { StoreError } from '../store-error.ts'
import { migrate, schemaOf } from './migrations.ts'
import { BUSY_TIMEOUT, patiently } from './transaction.ts'

export function openDatabase(file: string, deadline: number): DatabaseSync {
  const database = new DatabaseSync(file)
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`)
    patiently(deadline, () => prepare(database, file))
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function prepare(database: DatabaseSync, file: string): void {
  schemaOf(database, file) // a file that is not ours to write is refused before anything in it changes
  database.exec('PRAGMA foreign_keys = ON')
  database.exec('PRAGMA journal_mode = WAL')
  database.exec('PRAGMA synchronous = FULL')
  database.exec('PRAGMA fullfsync = ON') // macOS: without it a sync ends in the disk's cache
  database.exec('PRAGMA journal_size_limit = 16777216')
  refuseWeak(database, file)
  migrate(database, file)
}

/** What was asked for is read back: with WAL and NORMAL, a power cut takes back a logout that was answered (F-02). */
export function refuseWeak(database: DatabaseSync, file: string): void {
  const strong = pragma(database, 'journal_mode') === 'wal'
    && Number(pragma(database, 'synchronous')) >= 2
    && pragma(database, 'foreign_keys') === 1
  if (!strong) {
    throw new StoreError(`The database ${file} cannot be made durable here (WAL, synchronous=FULL, foreign keys).`)
  }
}

function pragma(database: DatabaseSync, name: string): unknown {
  return database.prepare(`PRAGMA ${name}`).get()?.[name]
}

/** Answers the compiled form of a statement. */
export type Compile = (sql: string) => StatementSync

/** Each statement is compiled once for a connection. */
export function statements(database: DatabaseSync): Compile {
  const compiled = new Map<string, StatementSync>()
  return (sql) => {
    const known = compiled.get(sql) ?? database.prepare(sql)
    compiled.set(sql, known)
    return known
  }
}

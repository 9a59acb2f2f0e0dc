/** Which schema a file has, without changing it. Knows no rows. */
import { DatabaseSync } from 'node:sqlite'
import { asStoreError, isSqlite } from './failures.ts'
import { migrations, schemaOf } from './migrations.ts'

export interface SchemaVersion {
  /** Zero: nothing of ours is there yet. */
  readonly found: number
  /** The one that this version makes. */
  readonly known: number
  /** What the database takes the time to be; null where it is this machine's. */
  readonly clock: number | null
}

/** Rejects with a `StoreError` for what is no database, or one of a newer version. */
export async function schemaVersion(file: string): Promise<SchemaVersion> {
  await Promise.resolve() // so that a fault is a rejection, as it is of PostgreSQL
  try {
    const database = new DatabaseSync(file, { readOnly: true })
    try {
      return { found: schemaOf(database, file), known: migrations.length, clock: null }
    } finally {
      database.close()
    }
  } catch (error) {
    throw isSqlite(error) ? asStoreError(error, file) : error
  }
}

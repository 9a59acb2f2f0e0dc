/** The schema of the configured database, asked without opening the store: that would bring it up to this version. */
import { existsSync } from 'node:fs'
import type { SchemaVersion } from '../stores/sqlite/schema-version.ts'
import { isPostgres, type Config } from './config.ts'

/** Null: there is no database yet, or it is in memory. */
export async function schemaIn({ databaseUrl, databaseListenUrl }: Config): Promise<SchemaVersion | null> {
  if (isPostgres(databaseUrl)) {
    const { schemaVersion } = await import('../stores/postgres/schema-version.ts')
    return schemaVersion(databaseUrl, { isPooled: databaseListenUrl !== null })
  }
  if (databaseUrl === 'memory:' || !existsSync(databaseUrl)) return null
  const { schemaVersion } = await import('../stores/sqlite/schema-version.ts')
  return schemaVersion(databaseUrl)
}

/** Without the name and the password that stand in the address of a database. */
export function databaseNamed({ databaseUrl }: Config): string {
  if (databaseUrl === 'memory:') return 'in memory, gone when it stops'
  return isPostgres(databaseUrl) ? `PostgreSQL at ${new URL(databaseUrl).host}` : databaseUrl
}

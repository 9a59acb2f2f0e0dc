/** Brings the schema up to this version, in one transaction, while a second runner waits for its turn. */
import { StoreError } from '../store-error.ts'
import type { Ask } from './pool.ts'
import { steps } from './schema.ts'

export interface Place {
  readonly schema: string
  /** Of the database, for messages. */
  readonly name: string
  readonly onWarning: (message: string) => void
}

/** Milliseconds that a migration may take, the waiting for another runner included. */
export const MIGRATION_DEADLINE = 30_000

export async function migrate(ask: Ask, place: Place): Promise<void> {
  await checkServer(ask, place)
  if (await versionOf(ask, place) === steps.length) return
  await ask({ text: 'BEGIN' })
  try {
    await migrateLocked(ask, place)
    await ask({ text: 'COMMIT' })
  } catch (error) {
    await ask({ text: 'ROLLBACK' }).catch(() => {}) // the first error is the one to tell
    throw error
  }
}

async function migrateLocked(ask: Ask, place: Place): Promise<void> {
  const schema = `"${place.schema}"`
  await ask({ text: `SET LOCAL statement_timeout = ${MIGRATION_DEADLINE}; SET LOCAL lock_timeout = ${MIGRATION_DEADLINE}` })
  await ask({ text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', values: [`latchkey ${place.schema}`] })
  const version = await versionOf(ask, place)
  if (version === 0) {
    // Asked first: one who may make tables there need not have the right to make schemas.
    const found = await ask({ text: 'SELECT 1 FROM pg_namespace WHERE nspname = $1', values: [place.schema] })
    if (found.length === 0) await ask({ text: `CREATE SCHEMA ${schema}` })
    await ask({ text: `CREATE TABLE ${schema}."migration" ("version" bigint PRIMARY KEY, "at" timestamptz NOT NULL DEFAULT now())` })
  }
  for (const [index, step] of steps.slice(version).entries()) {
    await ask({ text: step(schema) })
    await ask({ text: `INSERT INTO ${schema}."migration" ("version") VALUES ($1)`, values: [version + index + 1] })
  }
}

// From the table and not by `to_regclass`, which may still say what was so before the lock was waited for.
const tableSql = `
  SELECT 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace
  WHERE relname = 'migration' AND nspname = $1`

/** The number of the schema; refuses one that a newer version made, whose rows this one could misread. */
export async function versionOf(ask: Ask, { schema, name }: Pick<Place, 'schema' | 'name'>): Promise<number> {
  const found = await ask({ text: tableSql, values: [schema] })
  if (found.length === 0) return 0
  const [last] = await ask({ text: `SELECT coalesce(max("version"), 0) AS "version" FROM "${schema}"."migration"` })
  const version = Number(last?.['version'])
  if (version <= steps.length) return version
  throw new StoreError(
    `The database ${name} was made by a newer version of Latchkey (schema ${version}, this version knows ${steps.length}).`,
  )
}

/** Text that another encoding cannot hold would be refused one day, in the middle of a login. */
async function checkServer(ask: Ask, { name, onWarning }: Place): Promise<void> {
  const text = `SELECT current_setting('server_encoding') AS "encoding", current_setting('fsync') AS "fsync"`
  const [server] = await ask({ text })
  if (server?.['encoding'] !== 'UTF8') throw new StoreError(`The database ${name} is not in UTF8.`)
  if (server['fsync'] !== 'on') {
    onWarning(`The database ${name} runs with fsync=off: a power cut can take back a logout that was answered, and more.`)
  }
}

/** `latchkey backup`, `restore` and `restored`: a copy of the records, and what must be done when they are taken back to one. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Renewal } from '../../contracts.ts'
import { randomId } from '../../crypto/random.ts'
import type { Restored } from '../../stores/sqlite/backup.ts'
import type { Call, Outcome } from '../command-line/command.ts'
import { isPostgres, type Config } from '../config.ts'
import { CommandError } from './command-error.ts'
import { withInstance } from './with-instance.ts'

/** While the server runs, and without keeping it from anything. */
export async function backUp(call: Call): Promise<Outcome> {
  const database = sqliteFile(await call.config(), '`latchkey backup` copies SQLite; for PostgreSQL use pg_dump, and after pg_restore `latchkey restored --yes`.')
  const to = fileOf(call)
  if (existsSync(to)) throw new CommandError(`There is a file "${to}" already; a backup is never written over another.`)
  if (!existsSync(database)) throw new CommandError(`There is no database "${database}" to back up.`)
  const { backUp: copy } = await import('../../stores/sqlite/backup.ts')
  await told(copy(database, to), to)
  const text = `Backed up to ${to}. It holds password hashes and sealed keys: keep it as safe as the database, and LATCHKEY_SECRET elsewhere.`
  return { text, json: { backup: to } }
}

export async function restore(call: Call): Promise<Outcome> {
  const config = await call.config()
  const database = sqliteFile(config, '`latchkey restore` restores SQLite; for PostgreSQL use pg_restore, and then `latchkey restored --yes`.')
  const from = fileOf(call)
  if (!existsSync(from)) throw new CommandError(`There is no file "${from}" to restore.`)
  if (from === resolve(database)) throw new CommandError(`"${from}" is the database itself, and no backup of it.`)
  if (!call.flags.is('yes') && existsSync(database)) {
    throw new CommandError(`All records in "${database}" would be replaced, and everybody logged out; say --yes if they may be.`)
  }
  const { restore: takeBack } = await import('../../stores/sqlite/backup.ts')
  // Not opened: what is there now may be damaged. Its folder, and the secret, are made where they are missing.
  const outcome = await withInstance(config, () => told(takeBack(from, database, renewal()), from))
  return { text: [...lines(outcome), advice].join('\n'), json: outcome }
}

/** After another program took the database back. */
export async function restored(call: Call): Promise<Outcome> {
  if (!call.flags.is('yes')) throw new CommandError('Everybody would be logged out, every key turned over and every API key suspended; say --yes if the database was restored.')
  return withInstance(await call.config(), async ({ store }) => {
    await store.open()
    const outcome = await store.renew?.(renewal())
    if (outcome === undefined) throw new CommandError(`The store "${store.name}" cannot be restored.`)
    return { text: [`Ended ${outcome.sessions} sessions of the backup.`, unknownChanges, advice].join('\n'), json: outcome }
  })
}

function fileOf({ words: [file = ''] }: Call): string {
  return resolve(file)
}

function sqliteFile({ databaseUrl }: Config, otherwise: string): string {
  if (isPostgres(databaseUrl)) throw new CommandError(otherwise)
  if (databaseUrl === 'memory:') throw new CommandError('LATCHKEY_DATABASE_URL is memory:, and what is in memory has no backup.')
  return databaseUrl
}

function renewal(): Renewal {
  const at = Math.floor(Date.now() / 1000)
  return {
    at,
    event: {
      id: randomId(), at, type: 'sys_restored', outcome: 'success', actor: null, subject: null, session: null,
      address: null, agent: null, request: null, schema: 1, detail: {},
    },
  }
}

/** What the file system refuses is told in a sentence, too. */
async function told<T>(work: Promise<T>, file: string): Promise<T> {
  try {
    return await work
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null
    throw code === null ? error : new CommandError(`"${file}" can be neither read nor written as it should (${code}).`)
  }
}

const advice = 'Everybody has to log in again, API keys are suspended, and keys were turned over. Servers that run notice within two seconds.'
const unknownChanges = 'Whoever changed a password since the backup was made has the old one again, and whoever was disabled or lost a role since has it back.'

function lines({ users, passwords, disabled, roles }: Restored): readonly string[] {
  return [
    `Restored ${users} users.`,
    ...list('These have an older password again', passwords), ...list('These were disabled since, and are not any more', disabled),
    ...list('These have roles of that time again', roles),
  ]
}

function list(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${what}: ${names.join(', ')}.`]
}

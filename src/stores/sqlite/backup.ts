/**
 * A copy of a database while it is used, and a database taken back to a copy while it is used: for the command line, and not
 * part of the store. What is written here is written in one transaction, so that a server that runs meanwhile sees the old
 * rows or the new ones, and of the new ones only such as nothing that was ended since comes back with.
 */
import { open, rm } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import type { Renewal } from '../../contracts.ts'
import { columns } from '../columns.ts'
import { renewingSteps } from '../sql/renewing.ts'
import { StoreError } from '../store-error.ts'
import { openDatabase } from './database.ts'
import { asStoreError } from './failures.ts'
import { prepareFile } from './file.ts'
import { monotonic } from './messages.ts'
import { schemaOf } from './migrations.ts'
import { dialect } from './statements.ts'
import { transact } from './transaction.ts'

/** Milliseconds: nobody's request waits for it. */
const patience = 60_000

/** Readable by its owner alone, whole, and on the disk when it resolves; never over a file that is there. */
export async function backUp(file: string, to: string): Promise<void> {
  await (await open(to, 'wx', 0o600)).close() // SQLite takes an empty file, and would make one that all can read
  try {
    reading(file, (database) => {
      schemaOf(database, file)
      database.prepare('VACUUM INTO ?').run(to)
    })
    reading(to, (database) => refuseDamaged(database, to))
    const written = await open(to, 'r+')
    await written.sync()
    await written.close()
  } catch (error) {
    await rm(to, { force: true })
    throw asStoreError(error, file)
  }
}

export interface Restored {
  readonly users: number
  /** Of those in the backup: who had changed the password, who was disabled, whose roles were others, since it was made. */
  readonly passwords: readonly string[]
  readonly disabled: readonly string[]
  readonly roles: readonly string[]
}

/** `file` is made where it is missing. The backup is read as a copy, which is brought up to this version's schema. */
export async function restore(backup: string, file: string, renewal: Renewal): Promise<Restored> {
  const copy = `${file}.restoring`
  await rm(copy, { force: true })
  await backUp(backup, copy)
  try {
    openDatabase(copy, monotonic() + patience).close()
    await prepareFile(file)
    return takeBack(copy, file, renewal)
  } catch (error) {
    throw asStoreError(error, file)
  } finally {
    for (const end of ['', '-wal', '-shm']) await rm(copy + end, { force: true })
  }
}

function takeBack(copy: string, file: string, renewal: Renewal): Restored {
  const database = openDatabase(file, monotonic() + patience)
  try {
    database.exec('PRAGMA foreign_keys = OFF') // rows go table by table; both sides hold to it as they are
    database.exec(`PRAGMA busy_timeout = ${patience}`)
    database.prepare('ATTACH DATABASE ? AS "backup"').run(copy)
    return transact(database, () => {
      const told = changesSince(database)
      for (const name of [...Object.keys(columns), 'revocation_head']) replaceRows(database, name)
      for (const { sql, values } of renewingSteps(renewal, dialect)) database.prepare(sql).run(...values)
      return { ok: true, told }
    }).told
  } finally {
    database.close()
  }
}

/** Column by column: a table that grew has its newest at the end, and one made anew has them in their places. */
function replaceRows(database: DatabaseSync, name: string): void {
  const own = database.prepare(`PRAGMA main.table_info("${name}")`).all().map((column) => `"${String(column['name'])}"`).join(', ')
  database.exec(`DELETE FROM main."${name}"`)
  database.exec(`INSERT INTO main."${name}" (${own}) SELECT ${own} FROM "backup"."${name}"`)
}

function changesSince(database: DatabaseSync): Restored {
  const named = (condition: string): readonly string[] => database.prepare(`
    SELECT "then"."username" AS "name" FROM "backup"."user" AS "then" JOIN main."user" AS "now" ON "now"."id" = "then"."id"
    WHERE ${condition} ORDER BY "then"."canonical"`).all().map(({ name }) => String(name))
  return {
    users: Number(database.prepare('SELECT count(*) AS "count" FROM "backup"."user"').get()?.['count']),
    passwords: named('"now"."passwordChanged" > "then"."passwordChanged" OR "now"."password" IS NOT "then"."password"'),
    disabled: named('"now"."disabled" IS NOT NULL AND "then"."disabled" IS NULL'),
    roles: named('"now"."roles" <> "then"."roles"'),
  }
}

function refuseDamaged(database: DatabaseSync, file: string): void {
  const found = database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check']
  const isOurs = database.prepare(`SELECT count(*) AS "count" FROM sqlite_schema WHERE "name" = 'revocation_head'`).get()?.['count'] === 1
  if (found !== 'ok' || !isOurs) throw new StoreError(`The file ${file} is no whole database of Latchkey.`)
}

function reading(file: string, act: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    act(database)
  } finally {
    database.close()
  }
}

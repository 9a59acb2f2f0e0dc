/** Another process on the same database: `write` says each id once it is acknowledged, `lock` keeps all others out. */
import { DatabaseSync } from 'node:sqlite'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import { insertSession, insertUser, revoke } from '../../src/testing/store/rows.ts'

const [verb, file = '', ...rest] = process.argv.slice(2)

/** A user, their session and an entry of the log: whole or not at all. */
async function write(prefix: string, count: number): Promise<void> {
  const store = sqliteStore({ file })
  await store.open()
  for (let n = 0; n < count; n += 1) {
    const id = `${prefix}${n}`
    const result = await store.commit([insertUser(id), insertSession(`s-${id}`, { subject: id }), revoke(id)])
    if (!result.ok) throw new Error(`commit ${n} failed`)
    process.stdout.write(`${id}\n`)
  }
  await store.close()
}

/** Neither waits for its commit nor closes, and still ends by itself, with the commit done. */
async function leave(): Promise<void> {
  const store = sqliteStore({ file })
  await store.open()
  void store.commit([insertUser('left')]).then(() => process.stdout.write('done\n'))
}

function lock(milliseconds: number): void {
  const database = new DatabaseSync(file)
  database.exec('BEGIN IMMEDIATE')
  process.stdout.write('locked\n')
  setTimeout(() => database.close(), milliseconds)
}

if (verb === 'write') await write(rest[0] ?? '', Number(rest[1]))
if (verb === 'leave') await leave()
if (verb === 'lock') lock(Number(rest[0]))

/** The file of the SQLite store: how it is made, what is refused, and what is read back. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { columns } from '../../src/stores/columns.ts'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import { openDatabase, refuseWeak } from '../../src/stores/sqlite/database.ts'
import { asStoreError } from '../../src/stores/sqlite/failures.ts'
import { isNetwork } from '../../src/stores/sqlite/file.ts'
import { StoreError } from '../../src/stores/store-error.ts'
import { insertUser, insertVisit, revoke } from '../../src/testing/store/rows.ts'
import { newFile } from './files.ts'

async function opened(file: string, onWarning: (message: string) => void = () => {}) {
  const store = sqliteStore({ file, onWarning })
  onTestFinished(() => store.close())
  await store.open()
  return store
}

/** Changes a database behind the store's back. */
function tamper(file: string, sql: string): void {
  const database = new DatabaseSync(file)
  database.exec(sql)
  database.close()
}

function openedDatabase(file: string): DatabaseSync {
  const database = openDatabase(file, Infinity)
  onTestFinished(() => database.close())
  return database
}

const failure = async (file: string): Promise<unknown> => opened(file).catch((error: unknown) => error)
const refused = (message: string) => expect.objectContaining({ name: 'StoreError', message })

describe('a new database', () => {
  it.skipIf(process.platform === 'win32')('is for its owner alone, with the files beside it', async () => {
    const file = newFile()
    const store = await opened(file)
    await store.commit([insertUser('ann')])
    expect(['', '-wal', '-shm'].map((end) => statSync(file + end).mode & 0o777)).toEqual([0o600, 0o600, 0o600])
  })

  it('keeps what was committed, and one file, after it is closed', async () => {
    const file = newFile()
    const first = await opened(file)
    await first.commit([insertUser('ann'), revoke('x')])
    await first.close()
    expect(() => statSync(`${file}-wal`)).toThrow('ENOENT')
    const second = await opened(file)
    expect((await second.findUser('ann'))?.id).toBe('ann')
    expect(await second.commit([revoke('y')])).toEqual({ ok: true, seq: 2 })
  })

  it('has every column of the records, and no other', () => {
    const database = openedDatabase(newFile())
    for (const [table, kinds] of Object.entries(columns)) {
      const found = database.prepare(`SELECT name FROM pragma_table_info('${table}') WHERE name <> 'seq'`).all()
      expect(found.map(({ name }) => name)).toEqual(Object.keys(kinds))
    }
  })

  it('has a random incarnation', () => {
    const sql = 'SELECT incarnation FROM revocation_head'
    const read = () => openedDatabase(newFile()).prepare(sql).get()?.['incarnation']
    expect(read()).toMatch(/^[0-9a-f]{32}$/)
    expect(read()).not.toBe(read())
  })

  it('can be opened by several at once', async () => {
    const file = newFile()
    const stores = await Promise.all(Array.from({ length: 4 }, () => opened(file)))
    const results = await Promise.all(stores.map((store, n) => store.commit([insertUser(`u${n}`), revoke(`u${n}`)])))
    expect(new Set(results.map((result) => result.ok && result.seq))).toEqual(new Set([1, 2, 3, 4]))
  })
})

describe('F-02: durability', () => {
  it('is asked for and read back', () => {
    const database = openedDatabase(newFile())
    const read = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]
    expect(['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout'].map(read)).toEqual(['wal', 2, 1, 250])
  })

  it.each(['synchronous = NORMAL', 'synchronous = OFF', 'journal_mode = DELETE', 'foreign_keys = OFF'])(
    'that is weakened by %s is refused',
    (weaker) => {
      const database = openedDatabase(newFile())
      expect(() => refuseWeak(database, 'the file')).not.toThrow()
      database.exec(`PRAGMA ${weaker}`)
      expect(() => refuseWeak(database, 'the file')).toThrow(StoreError)
    },
  )
})

describe('a file that cannot be used is refused in one sentence', () => {
  it('from a newer version, and leaves it as it is', async () => {
    const file = newFile()
    await (await opened(file)).close()
    tamper(file, 'PRAGMA user_version = 99')
    const before = readFileSync(file)
    expect(await failure(file)).toEqual(refused(
      `The database ${file} was made by a newer version of Latchkey (schema 99, this version knows 4).`,
    ))
    expect(readFileSync(file)).toEqual(before)
  })

  it('that is not a database, and leaves it as it is', async () => {
    const file = newFile()
    writeFileSync(file, 'a letter\n'.repeat(500), { mode: 0o600 })
    expect(await failure(file)).toEqual(refused(`The database ${file} is not an SQLite database.`))
    expect(readFileSync(file, 'utf8')).toBe('a letter\n'.repeat(500))
  })

  it('that is a folder', async () => {
    const folder = dirname(newFile())
    expect(await failure(folder)).toEqual(refused(
      `The database ${folder} cannot be opened: its folder must exist, and it must be readable and writable.`,
    ))
  })

  it('in a folder that does not exist', async () => {
    const file = join(dirname(newFile()), 'missing', 'x.sqlite')
    expect(await failure(file)).toEqual(refused(
      `The database ${file} cannot be created (ENOENT): its folder must exist, and it must be writable.`,
    ))
  })

  it.skipIf(process.platform === 'win32')('in a folder that cannot be written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-readonly-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    chmodSync(folder, 0o555)
    const file = join(folder, 'x.sqlite')
    const error = await asSomebody(() => failure(file))
    expect(error).toEqual(refused(
      `The database ${file} cannot be created (EACCES): its folder must exist, and it must be writable.`,
    ))
  })

  it.each([[13, 'cannot grow: the disk is full'], [11, 'is damaged'], [778, 'could not be read'], [1, 'failed']])(
    'with SQLite\'s code %i: %s',
    (errcode, words) => {
      const cause = Object.assign(new Error('of SQLite'), { errcode })
      const error = asStoreError(cause, 'F')
      expect(error.message).toContain(`The database F ${words}`)
      expect(error.cause).toBe(cause)
    },
  )

  it('on a network', () => {
    expect([0x6969, 0xff534d42].map(isNetwork)).toEqual([true, true])
    expect([0xef53, 0x01021994].map(isNetwork)).toEqual([false, false])
  })

  it.each(['', ':memory:'])('of the name %j, as a TypeError', (file) => {
    expect(() => sqliteStore({ file })).toThrow(TypeError)
  })

  it('and can be opened once it is put right', async () => {
    const file = newFile()
    writeFileSync(file, 'a letter\n'.repeat(500), { mode: 0o600 })
    const store = sqliteStore({ file })
    onTestFinished(() => store.close())
    await expect(store.open()).rejects.toThrow(StoreError)
    await expect(store.findUser('ann')).rejects.toThrow('is not open')
    rmSync(file)
    await store.open()
    expect(await store.findUser('ann')).toBeNull()
  })
})

describe('a migration', () => {
  it('takes a file of the first schema along: who was in it is in it, and what came since has its place', async () => {
    const file = newFile()
    const store = await opened(file)
    await store.commit([insertUser('ann')])
    await store.close()
    tamper(file, `
      ALTER TABLE "user" DROP COLUMN "preferences"; ALTER TABLE "secret" DROP COLUMN "lastUsed";
      DROP INDEX "one_next_key_of_a_use"; DROP TABLE "visit";
      DROP INDEX "session_by_end"; DROP INDEX "session_by_idle_end"; DROP INDEX "secret_by_end";
      DROP INDEX "throttle_by_end"; DROP INDEX "revocation_by_end"; DROP INDEX "revocation_of_epochs";
      DROP INDEX "user_by_email"; DROP INDEX "session_by_creation"; DROP INDEX "event_of_type"; DROP INDEX "event_of_actor";
      PRAGMA user_version = 1`)
    const again = await opened(file)
    expect(await again.findUser('ann')).toMatchObject({ id: 'ann', preferences: {} })
    expect(await again.commit([insertUser('bob'), insertVisit('v')])).toEqual({ ok: true })
    expect(await again.countVisits({ from: 0, until: Number.MAX_SAFE_INTEGER, limit: 9 })).toMatchObject([{ visits: 1 }])
  })

  it('that fails half-way leaves nothing', async () => {
    const file = newFile()
    tamper(file, 'CREATE TABLE "event" (x)')
    expect(await failure(file)).toEqual(refused(`The database ${file} failed.`))
    const database = new DatabaseSync(file)
    onTestFinished(() => database.close())
    expect(database.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'event' }])
    expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 0 })
  })
})

it.skipIf(process.platform === 'win32')('a database that others can read is told of, once', async () => {
  const file = newFile()
  const warnings: string[] = []
  const store = await opened(file, (message) => warnings.push(message))
  await store.close()
  expect(warnings).toEqual([])
  chmodSync(file, 0o644)
  await opened(file, (message) => warnings.push(message))
  expect(warnings).toEqual([`The database ${file} is open to other users of this machine; its mode should be 0600.`])
})

/** Root may write everywhere, so it steps down to "nobody" for a moment. */
async function asSomebody<Result>(act: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) return act()
  process.seteuid?.(65_534)
  try {
    return await act()
  } finally {
    process.seteuid?.(0)
  }
}

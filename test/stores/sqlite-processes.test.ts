/** More than one process on one SQLite file: killed, competing, or holding the lock. */
import { execFileSync } from 'node:child_process'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import type { Store } from '../../src/contracts.ts'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import { StoreError } from '../../src/stores/store-error.ts'
import { insertUser } from '../../src/testing/store/rows.ts'
import { child } from './children.ts'
import { newFile } from './files.ts'

async function opened(file: string): Promise<Store> {
  const store = sqliteStore({ file })
  onTestFinished(() => store.close())
  await store.open()
  return store
}

/** Users, sessions and entries that the children wrote: equally many, or a commit was cut in two. */
function counted(file: string): readonly unknown[] {
  const database = new DatabaseSync(file)
  const one = (sql: string) => Object.values(database.prepare(sql).get() ?? {})[0]
  try {
    return [
      ...['user', 'session', 'revocation'].map((table) => one(`SELECT count(*) FROM "${table}"`)),
      one('SELECT seq FROM revocation_head'), one('SELECT max(seq) FROM revocation'), one('PRAGMA integrity_check'),
    ]
  } finally {
    database.close()
  }
}

it('F-02: a process killed amid its commits loses none that it acknowledged, and leaves none in half', async () => {
  const file = newFile()
  let acknowledged = 0
  for (const [round, lines] of [1, 7, 40, 150].entries()) {
    const writer = child('write', file, `r${round}-`, '100000')
    await writer.hear(lines)
    writer.process.kill('SIGKILL')
    expect(await writer.ended).toBeNull()
    const store = await opened(file)
    const kept = await Promise.all(writer.said.map((id) => store.findSession(`s-${id}`)))
    expect(kept.map((found) => found?.session.subject)).toEqual(writer.said)
    await store.close()
    acknowledged += writer.said.length
    const [users, sessions, entries, head, last, integrity] = counted(file)
    expect([sessions, entries, head, last, integrity]).toEqual([users, users, users, users, 'ok'])
    // A kill may come between a commit and its acknowledgement: one more for each round, and no more.
    expect(users).toBeGreaterThanOrEqual(acknowledged)
    expect(users).toBeLessThanOrEqual(acknowledged + round + 1)
  }
})

it('two processes write to one new file, and every write is there', async () => {
  const file = newFile()
  const writers = ['a', 'b'].map((prefix) => child('write', file, prefix, '200'))
  expect(await Promise.all(writers.map((writer) => writer.ended))).toEqual([0, 0])
  expect(counted(file)).toEqual([400, 400, 400, 400, 400, 'ok'])
})

it('while another process holds the lock, reads go on, and commits end in a StoreError within 2.2 s', async () => {
  const file = newFile()
  const store = await opened(file)
  await store.commit([insertUser('ann')])
  const holder = child('lock', file, '3000')
  await holder.hear(1)

  const started = performance.now()
  const refused = Array.from({ length: 20 }, async (_, n) => {
    await expect(store.commit([insertUser(`late-${n}`)])).rejects.toThrow(StoreError)
    return performance.now() - started
  })
  let slowest = 0
  while (performance.now() - started < 1_500) {
    const before = performance.now()
    expect(await store.findUser('ann')).not.toBeNull()
    await new Promise((resolve) => setTimeout(resolve, 1))
    slowest = Math.max(slowest, performance.now() - before)
  }
  expect(slowest).toBeLessThan(200)
  await opened(file) // a schema that is up to date needs no lock
  expect(performance.now() - started).toBeLessThan(2_900)
  expect(Math.max(...await Promise.all(refused))).toBeLessThan(2_200)

  await holder.ended
  expect(await store.commit([insertUser('bob')])).toEqual({ ok: true })
  const late = await Promise.all(Array.from({ length: 20 }, (_, n) => store.findUser(`late-${n}`)))
  expect(late.filter((found) => found !== null)).toEqual([])
})

it('a commit waits for a lock that is let go in time', async () => {
  const file = newFile()
  const store = await opened(file)
  const holder = child('lock', file, '700')
  await holder.hear(1)
  expect(await store.commit([insertUser('ann')])).toEqual({ ok: true })
})

it('a process that neither waits nor closes ends by itself, and not before its commit is done', async () => {
  const file = newFile()
  const leaver = child('leave', file)
  expect(await leaver.ended).toBe(0)
  expect(leaver.said).toEqual(['done'])
  expect(await (await opened(file)).findUser('left')).not.toBeNull()
})

it('a Node without SQLite imports the store, and is told what it needs when it opens one', () => {
  const source = fileURLToPath(new URL('../../src/stores/sqlite.ts', import.meta.url))
  const program = `const { sqliteStore } = await import(${JSON.stringify(source)})
    await sqliteStore({ file: 'x' }).open().catch((error) => process.stdout.write(error.message))`
  const flags = ['--no-experimental-sqlite', '--input-type=module', '-e']
  const said = execFileSync(process.execPath, [...flags, program], { encoding: 'utf8' })
  expect(said).toBe(`The SQLite store needs Node 22.13 or newer; this is Node ${process.version}.`)
})

it('who watches hears of what another process commits', async () => {
  const file = newFile()
  const store = await opened(file)
  const heard = Promise.withResolvers<void>()
  await store.watch?.(() => heard.resolve())
  const writer = child('write', file, 'a', '1')
  await heard.promise
  await writer.ended
  expect((await store.readRevocations(0)).seq).toBe(1)
})

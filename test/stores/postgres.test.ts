/** The PostgreSQL store beside the contract: its schema, its numbers, its transactions. */
import { Client } from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import type { Store } from '../../src/contracts.ts'
import { columns } from '../../src/stores/columns.ts'
import { postgresStore } from '../../src/stores/postgres.ts'
import { schemaVersion } from '../../src/stores/postgres/schema-version.ts'
import type { PostgresOptions } from '../../src/stores/postgres.ts'
import { insertKey, insertSecret, insertSession, insertUser, record, revoke } from '../../src/testing/store/rows.ts'
import { newSchema, withPostgres } from './postgres-server.ts'

withPostgres('the PostgreSQL store', (server) => {
  async function opened(options: Partial<PostgresOptions> = {}): Promise<Store> {
    const store = postgresStore({ url: server().url, schema: newSchema(), ...options })
    onTestFinished(() => store.close())
    await store.open()
    return store
  }
  async function session(): Promise<Client> {
    const client = new Client({ connectionString: server().url })
    await client.connect()
    onTestFinished(() => client.end())
    return client
  }
  async function rows(text: string): Promise<readonly Record<string, unknown>[]> {
    return (await (await session()).query<Record<string, unknown>>(text)).rows
  }
  const refused = (message: string | RegExp) =>
    expect.objectContaining({ name: 'StoreError', message: expect.stringMatching(message) as string })

  it('has every column of the records, and no other', async () => {
    const schema = newSchema()
    await opened({ schema })
    for (const [table, kinds] of Object.entries(columns)) {
      const found = await rows(`SELECT column_name FROM information_schema.columns WHERE table_schema = '${schema}'
        AND table_name = '${table}' AND column_name <> 'seq' ORDER BY ordinal_position`)
      expect(found.map((row) => row['column_name'])).toEqual(Object.keys(kinds))
    }
  })

  it('tells its schema and its clock to who asks without opening it', async () => {
    const url = server().url
    expect(await schemaVersion(url, { isPooled: false })).toMatchObject({ found: 0, clock: expect.any(Number) })
    await opened({ schema: 'latchkey' })
    const { found, known, clock } = await schemaVersion(url, { isPooled: true })
    expect(found).toBe(known)
    expect(Math.abs((clock ?? 0) - Date.now() / 1000)).toBeLessThan(5)
  })

  it('F-19: is migrated once by many who open it at once, and keeps what was committed', async () => {
    const schema = newSchema()
    const stores = await Promise.all(Array.from({ length: 6 }, () => opened({ schema, poolSize: 2 })))
    const results = await Promise.all(stores.map((store, n) => store.commit([insertUser(`u${n}`), revoke(`u${n}`)])))
    expect(new Set(results.map((result) => result.ok && result.seq))).toEqual(new Set([1, 2, 3, 4, 5, 6]))
    expect(await rows(`SELECT version FROM "${schema}"."migration"`)).toEqual([{ version: '1' }, { version: '2' }])
    const again = await opened({ schema })
    expect((await again.findUser('u3'))?.id).toBe('u3')
  })

  it('F-19: of a newer version is refused, and left as it is', async () => {
    const schema = newSchema()
    await (await opened({ schema })).close()
    await rows(`INSERT INTO "${schema}"."migration" VALUES (99)`)
    await expect(opened({ schema })).rejects.toEqual(refused(/newer version of Latchkey \(schema 99, this version knows 2\)\.$/))
  })

  it('F-19: a migration that fails leaves nothing, and can be tried again', async () => {
    const schema = newSchema()
    await rows(`CREATE SCHEMA "${schema}"; CREATE TABLE "${schema}"."visit" ()`)
    await expect(opened({ schema })).rejects.toEqual(refused('another schema'))
    await rows(`DROP TABLE "${schema}"."visit"`)
    const store = await opened({ schema })
    expect(await store.commit([revoke('a')])).toEqual({ ok: true, seq: 1 })
  })

  it('F-23: opens for a user who may use the tables and make none', async () => {
    const schema = newSchema()
    await opened({ schema })
    await rows(`CREATE ROLE "${schema}" LOGIN; GRANT USAGE ON SCHEMA "${schema}" TO "${schema}";
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "${schema}" TO "${schema}"`)
    const store = await opened({ schema, url: server().url.replace('postgres@', `${schema}@`) })
    expect(await store.commit([insertUser('ann'), revoke('a'), record('e')])).toEqual({ ok: true, seq: 1 })
    expect(await store.reap({ now: 9999, most: 9 })).toBe(1)
  })

  it('two stores on one schema share the log, its incarnation and its news', async () => {
    const schema = newSchema()
    const [one, other] = [await opened({ schema }), await opened({ schema })]
    const heard = Promise.withResolvers<void>()
    let isQuiet = true
    await other.watch?.(() => { if (!isQuiet) heard.resolve() })
    isQuiet = false
    await one.commit([revoke('a')])
    await heard.promise
    expect(await other.readRevocations(0)).toEqual(await one.readRevocations(0))
    expect((await other.readRevocations(0)).seq).toBe(1)
  })

  it('an append that is held open while others commit is not lost', async () => {
    const schema = newSchema()
    const store = await opened({ schema })
    await store.commit([insertUser('ann'), revoke('a')])
    // The commit below has done all its other writes and waits for the head; a bare sequence would have numbered it already.
    const holder = await session()
    await holder.query('BEGIN')
    await holder.query(`UPDATE "${schema}"."revocation_head" SET seq = seq + 1`)
    await holder.query(`INSERT INTO "${schema}"."revocation" VALUES (2, 'session', 'held', 0, 1, 9999)`)
    const later = store.commit([revoke('later')])
    await new Promise((resolve) => { setTimeout(resolve, 200) })
    const meanwhile = await store.readRevocations(0)
    expect([meanwhile.seq, meanwhile.entries.map(({ id }) => id)]).toEqual([1, ['a']])
    await holder.query('COMMIT')
    expect(await later).toEqual({ ok: true, seq: 3 })
    expect((await store.readRevocations(meanwhile.seq)).entries.map(({ id }) => id)).toEqual(['held', 'later'])
  })

  it('a reader that polls loses none of what many append at once from several connections', async () => {
    const schema = newSchema()
    const stores = await Promise.all([opened({ schema }), opened({ schema })])
    const [reader] = stores
    const appending = Promise.all(Array.from({ length: 400 }, (_, n) => (stores[n % 2] ?? reader).commit([record(`e${n}`), revoke(`${n}`)])))
    const seen: string[] = []
    for (let after = 0; after < 400;) {
      const { seq, entries } = await reader.readRevocations(after)
      expect(entries).toHaveLength(seq - after)
      seen.push(...entries.map(({ id }) => id))
      after = seq
    }
    await appending
    expect(new Set(seen).size).toBe(400)
  })

  it('a number that is too large to be exact is refused, not rounded', async () => {
    const schema = newSchema()
    const store = await opened({ schema })
    await store.commit([insertSession('s')])
    await rows(`UPDATE "${schema}"."session" SET "created" = 9007199254740993`)
    await expect(store.findSession('s')).rejects.toEqual(refused('too large'))
    expect(await store.findUser('x')).toBeNull()
  })

  it('prepares its statements once a connection, and none behind a transaction pooler', async () => {
    for (const listenUrl of [undefined, server().url]) {
      const name = newSchema()
      const store = await opened({ schema: name, poolSize: 1, listenUrl })
      const prepared = async () => {
        await Promise.all(Array.from({ length: 9 }, (_, n) => store.findUser(`${n}`)))
        await store.commit([record('e')])
        return store.findUserByName('x')
      }
      await prepared()
      await prepared()
      const [open] = await rows(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE query LIKE '%"${name}"%' AND pid <> pg_backend_pid()`)
      expect(open?.['n']).toBe(1)
      // The server stops what is too slow only where that could be set up.
      const slow = await rows(`SELECT 1 FROM pg_stat_activity WHERE application_name = 'latchkey' AND pid <> pg_backend_pid()`)
      expect(slow.length).toBeGreaterThan(0)
    }
  })

  it('F-02: an answered commit is on the disk, though the role asked for less', async () => {
    const schema = newSchema()
    await opened({ schema })
    const client = await session()
    await client.query('SET synchronous_commit = off; BEGIN')
    await client.query(`SELECT "${schema}"."commit_writes"('{}', '{}', '{}', NULL)`)
    expect((await client.query<{ synchronous_commit: string }>('SHOW synchronous_commit')).rows[0]?.synchronous_commit).toBe('on')
    await client.query('ROLLBACK')
  })

  it('warns of a server that loses what was answered', async () => {
    const warnings: string[] = []
    await opened({ onWarning: (message) => warnings.push(message) })
    expect(warnings).toEqual([expect.stringContaining('fsync=off')])
  })

  it('a refresh and a logout at once wait for no deadlock', async () => {
    const store = await opened()
    const start = performance.now()
    for (let round = 0; round < 60; round += 1) {
      const id = `s${round}`
      await store.commit([insertSession(id), insertSecret(`d${round}`, { session: id })])
      await Promise.all([
        store.commit([
          { do: 'update', table: 'secret', id: `d${round}`, if: { consumed: null }, set: { consumed: 9 } },
          insertSecret(`n${round}`, { session: id }), revoke(id),
        ]),
        store.commit([{ do: 'delete', table: 'session', id, if: {} }, revoke(id), record(`e${round}`)]),
      ])
      expect(await store.findSession(id)).toBeNull()
    }
    // One deadlock alone takes the second after which PostgreSQL looks for it.
    expect(performance.now() - start).toBeLessThan(20_000)
    const [found] = await rows('SELECT deadlocks::int AS n FROM pg_stat_database WHERE datname = current_database()')
    expect(found?.['n']).toBe(0)
  })

  it('a commit that a deadlock took back is made again, within its time', async () => {
    const schema = newSchema()
    const store = await opened({ schema })
    await store.commit([insertKey('k1', { use: 'a' }), insertKey('k2', { use: 'b' })])
    const swap = (first: string, second: string) => [first, second].map((id) =>
      ({ do: 'update', table: 'key', id, if: {}, set: { changed: 9 } }) as const)
    const holder = await session()
    await holder.query('BEGIN')
    await holder.query(`UPDATE "${schema}"."key" SET "changed" = 1 WHERE "kid" = 'k2'`)
    const commit = store.commit(swap('k1', 'k2'))
    await new Promise((resolve) => { setTimeout(resolve, 100) })
    const other = holder.query(`UPDATE "${schema}"."key" SET "changed" = 1 WHERE "kid" = 'k1'`).then(
      () => holder.query('COMMIT'), () => holder.query('ROLLBACK'),
    )
    expect(await commit).toEqual({ ok: true })
    await other
  })

  it('the reaper passes over a session that somebody holds, and finds it the next time', async () => {
    const schema = newSchema()
    const store = await opened({ schema })
    await store.commit([insertSession('held'), insertSession('free')])
    const holder = await session()
    await holder.query('BEGIN')
    await holder.query(`UPDATE "${schema}"."session" SET "lastSeen" = "lastSeen" WHERE "id" = 'held'`)
    expect(await store.reap({ now: 9999, most: 9 })).toBe(1)
    expect(await store.findSession('held')).not.toBeNull()
    await holder.query('COMMIT')
    expect(await store.reap({ now: 9999, most: 9 })).toBe(1)
  })
})

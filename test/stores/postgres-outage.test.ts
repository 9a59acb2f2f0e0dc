/** The server is away, killed, frozen, full or held: every call ends in time, and all is well again without a restart of ours. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import type { Store } from '../../src/contracts.ts'
import { postgresStore } from '../../src/stores/postgres.ts'
import type { PostgresOptions } from '../../src/stores/postgres.ts'
import { insertSession, insertUser, record, revoke } from '../../src/testing/store/rows.ts'
import { badNetwork } from '../support/bad-network.ts'
import { newSchema, withPostgres } from './postgres-server.ts'

withPostgres('a PostgreSQL that is in trouble', (server) => {
  async function begin(options: Partial<PostgresOptions> = {}) {
    const schema = newSchema()
    const warnings: string[] = []
    const store = postgresStore({ url: server().url, schema, onWarning: (message) => warnings.push(message), ...options })
    onTestFinished(() => store.close())
    await store.open()
    await store.commit([insertUser('ann'), insertSession('s')])
    return { store, schema, warnings }
  }
  async function session(): Promise<Client> {
    const client = new Client({ connectionString: server().url })
    client.on('error', () => {}) // the server is killed under it
    await client.connect()
    onTestFinished(() => client.end())
    return client
  }

  const storeError = (message: RegExp) =>
    expect.objectContaining({ name: 'StoreError', message: expect.stringMatching(message) as string })

  /** It rejects with a StoreError, within the two seconds that http has. */
  async function failsInTime(call: Promise<unknown>, message: RegExp = /./): Promise<void> {
    const start = performance.now()
    await expect(call).rejects.toEqual(storeError(message))
    expect(performance.now() - start).toBeLessThan(2000)
  }

  /** As it is seen from outside: the next calls that find the server there succeed. */
  async function recovers(store: Store): Promise<void> {
    await expect.poll(() => store.findUser('ann').then((found) => found?.id, () => null), { timeout: 10_000 }).toBe('ann')
    const result = await store.commit([record(`back ${Math.round(performance.now())}`)])
    expect(result).toEqual({ ok: true })
  }

  it('F-03: killed in the middle of a commit leaves it unanswered, a StoreError, and all or none of it', async () => {
    const { store, schema } = await begin()
    const holder = await session()
    await holder.query(`BEGIN; UPDATE "${schema}"."revocation_head" SET seq = seq`)
    const commits = Array.from({ length: 5 }, (_, n) => store.commit([insertSession(`s${n}`), record(`e${n}`), revoke(`${n}`)]))
    const failing = Promise.all(commits.map((commit) => failsInTime(commit)))
    await new Promise((resolve) => { setTimeout(resolve, 300) })
    await server().stop('SIGQUIT')
    await failing
    await server().start()
    await recovers(store)
    const { seq, entries } = await store.readRevocations(0)
    expect([seq, entries]).toEqual([0, []])
    for (let n = 0; n < 5; n += 1) expect(await store.findSession(`s${n}`)).toBeNull()
  })

  it('F-03: that is not there is a StoreError at once, for opening too, and is used when it comes back', async () => {
    const { store } = await begin()
    await server().stop()
    await failsInTime(store.findUser('ann'), /cannot be reached|lost the connection/)
    await failsInTime(store.commit([record('e')]), /cannot be reached|lost the connection/)
    const other = postgresStore({ url: server().url, schema: newSchema() })
    onTestFinished(() => other.close())
    await failsInTime(other.open(), /cannot be reached: nothing listens there\.$/)
    await failsInTime(other.findUser('x'), /is not open/)
    await server().start()
    await recovers(store)
    await other.open()
    expect(await other.commit([revoke('a')])).toEqual({ ok: true, seq: 1 })
  })

  it.runIf(process.platform === 'linux')('F-03: that is told of nothing and answers nothing is a StoreError in time, and all is well when it goes on', async () => {
    const { store } = await begin({ poolSize: 3 })
    server().freeze()
    try {
      await Promise.all(Array.from({ length: 12 }, (_, n) => failsInTime(n % 2 === 0 ? store.findUser('ann') : store.commit([record(`f${n}`)]))))
      await failsInTime(store.findUser('ann'), /did not answer in time/) // a new connection, which nobody takes
    } finally {
      server().thaw()
    }
    await recovers(store)
  })

  it('F-17: that another session holds locks in is a StoreError in time, and nothing is made later', async () => {
    const { store, schema } = await begin()
    const holder = await session()
    await holder.query(`BEGIN; UPDATE "${schema}"."revocation_head" SET seq = seq`)
    await failsInTime(store.commit([record('late'), revoke('late')]), /is locked by another session\.$/)
    await holder.query('COMMIT')
    expect(await store.listEvents({}, { limit: 9 })).toEqual([])
    await holder.query(`BEGIN; LOCK TABLE "${schema}"."user"`)
    await failsInTime(store.findUser('ann'), /is locked by another session\.$/)
    await holder.query('COMMIT')
    await recovers(store)
  })

  it('F-17: whose connections are all taken refuses in time, and lets through who waits long enough', async () => {
    const { store, schema } = await begin({ poolSize: 2 })
    const holder = await session()
    await holder.query(`BEGIN; LOCK TABLE "${schema}"."event"`)
    const held = [1, 2].map((n) => failsInTime(store.commit([record(`held ${n}`)])))
    await new Promise((resolve) => { setTimeout(resolve, 700) })
    const waiting = Array.from({ length: 30 }, () => store.findUser('ann')) // no lock is in their way
    await Promise.all(held)
    expect((await Promise.all(waiting)).every((found) => found?.id === 'ann')).toBe(true)
    const [open] = (await holder.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'latchkey' AND query LIKE '%${schema}%'`,
    )).rows
    expect(open?.n).toBeLessThanOrEqual(2)
    await holder.query('COMMIT')
  })

  it('F-03: that ends a connection from its side is asked on another one, and an operator hears of it', async () => {
    const { store, warnings } = await begin({ poolSize: 1 })
    await store.findUser('ann')
    const admin = await session()
    await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'latchkey'`)
    await expect.poll(() => warnings.at(-1)).toMatch(/shutting down|lost the connection/)
    expect((await store.findUser('ann'))?.id).toBe('ann')
  })

  it('F-03: whose connections went dead without a word is asked on new ones', async () => {
    const network = await badNetwork(server().port)
    onTestFinished(() => network.close())
    const { store } = await begin({ url: server().url.replace(`:${server().port}`, `:${network.port}`), poolSize: 2 })
    await Promise.all([1, 2].map(() => store.findUser('ann')))
    network.swallow()
    await Promise.all([1, 2].map(() => failsInTime(store.findUser('ann'), /did not answer in time\.$/)))
    await Promise.all([1, 2, 3].map(() => store.findUser('ann')))
    await recovers(store)
  })

  it('F-03: whose connections are reset in the middle of commits leaves them unanswered, and nothing else', async () => {
    const network = await badNetwork(server().port)
    onTestFinished(() => network.close())
    const url = server().url.replace(`:${server().port}`, `:${network.port}`)
    const { store, schema } = await begin({ url })
    const holder = await session()
    await holder.query(`BEGIN; UPDATE "${schema}"."revocation_head" SET seq = seq`)
    const failing = [1, 2, 3].map((n) => failsInTime(store.commit([revoke(`${n}`)]), /lost the connection\.$/))
    await new Promise((resolve) => { setTimeout(resolve, 300) })
    network.reset()
    await Promise.all(failing)
    await holder.query('COMMIT')
    await recovers(store)
  })

  it('is listened to again after it was away, and what was missed is told by coming back', async () => {
    const { store, warnings } = await begin()
    let heard = 0
    await store.watch?.(() => { heard += 1 })
    await server().stop('SIGINT')
    await expect.poll(() => warnings.some((message) => message.includes('No news'))).toBe(true)
    const before = heard
    await server().start()
    await expect.poll(() => heard, { timeout: 10_000 }).toBeGreaterThan(before)
    const again = heard
    await recovers(store)
    await store.commit([revoke('a')])
    await expect.poll(() => heard).toBeGreaterThan(again)
  })

  it('waits for what is under way when it closes, and begins nothing after', async () => {
    const { store, schema } = await begin()
    const holder = await session()
    await holder.query(`BEGIN; UPDATE "${schema}"."revocation_head" SET seq = seq`)
    const commit = store.commit([revoke('a')])
    const closing = store.close()
    await failsInTime(store.findUser('ann'), /is not open/)
    await holder.query('COMMIT')
    expect(await commit).toEqual({ ok: true, seq: 1 })
    await closing
    const open = `SELECT 1 FROM pg_stat_activity WHERE application_name = 'latchkey' AND query LIKE '%${schema}%'`
    await expect.poll(async () => (await holder.query(open)).rows).toEqual([])
  })

  it('F-04: that became read-only is asked on another connection the next time', async () => {
    const { store, schema } = await begin({ poolSize: 1 })
    const admin = await session()
    const pids = async () => (await admin.query(`SELECT pid FROM pg_stat_activity WHERE query LIKE '%${schema}%' AND pid <> pg_backend_pid()`)).rows
    await admin.query('ALTER ROLE postgres SET default_transaction_read_only = on')
    await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'latchkey'`)
    await expect.poll(pids).toEqual([])
    // The first may still meet the connection that was ended, where this process has not heard of it yet.
    const told = () => store.commit([record('e')]).then(() => 'it held', (error: Error) => error.message)
    try {
      await expect.poll(told).toMatch(/is read-only\.$/)
    } finally {
      await admin.query('SET default_transaction_read_only = off; ALTER ROLE postgres RESET default_transaction_read_only')
    }
    expect(await store.commit([record('e')])).toEqual({ ok: true })
  })

  it('F-04: a standby, which may be behind, is refused', async () => {
    const { store, schema } = await begin()
    await store.close()
    await server().stop('SIGINT')
    const signal = join(server().data, 'standby.signal')
    writeFileSync(signal, '')
    await server().start()
    try {
      const other = postgresStore({ url: server().url, schema })
      await failsInTime(other.open(), /is a standby, which may be behind\.$/)
      await failsInTime(store.open(), /is a standby/)
    } finally {
      await server().stop('SIGINT')
      rmSync(signal)
      await server().start()
    }
    await store.open()
    await recovers(store)
  })
})

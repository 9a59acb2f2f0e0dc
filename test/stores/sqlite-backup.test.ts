import { existsSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Renewal } from '../../src/contracts.ts'
import { sqliteStore } from '../../src/stores/sqlite.ts'
import { backUp, restore } from '../../src/stores/sqlite/backup.ts'
import { event, insertUser, revoke } from '../../src/testing/store/rows.ts'
import { addUser } from '../http/people.ts'
import { createClient, logIn } from '../support/client.ts'
import { startInstance } from '../support/instance.ts'
import { newFile } from './files.ts'

const renewal: Renewal = { at: 1000, event: event('restored', { type: 'sys_restored' }) }

async function opened(file = newFile()) {
  const store = sqliteStore({ file })
  await store.open()
  onTestFinished(() => store.close())
  return { store, file }
}

describe('a backup', () => {
  it('is one file that its owner alone can read, with all that was acknowledged, while others write', async () => {
    const { store, file } = await opened()
    await store.commit([insertUser('a'), revoke('r')])
    const copy = newFile()
    const writing = Promise.all(Array.from({ length: 20 }, (_, n) => store.commit([insertUser(`u${n}`)])))
    await backUp(file, copy)
    expect((await writing).every(({ ok }) => ok)).toBe(true)
    expect(statSync(copy).mode & 0o777).toBe(0o600)
    expect(existsSync(`${copy}-wal`)).toBe(false)
    const { store: restored } = await opened(copy)
    expect((await restored.findUser('a'))?.username).toBe('Name of a')
    expect((await restored.readRevocations(0)).seq).toBe(1)
  })

  it('is written over nothing, and leaves nothing behind where it fails', async () => {
    const { file } = await opened()
    const copy = newFile()
    writeFileSync(copy, 'mine')
    await expect(backUp(file, copy)).rejects.toThrow('EEXIST')
    const other = newFile()
    writeFileSync(other, 'no database at all, whatever its name is')
    await expect(backUp(other, `${other}.copy`)).rejects.toThrow('database')
    expect(existsSync(`${other}.copy`)).toBe(false)
  })
})

describe('a restore', () => {
  it('takes all rows back, those of a store that is open as well, and tells a reader that the log is another', async () => {
    const { store, file } = await opened()
    await store.commit([insertUser('kept'), revoke('r1')])
    const copy = newFile()
    await backUp(file, copy)
    await store.commit([insertUser('later'), revoke('r2')])
    const before = await store.readRevocations(0)
    expect(await restore(copy, file, renewal)).toMatchObject({ users: 1, passwords: [], disabled: [], roles: [] })
    expect([await store.findUser('later'), (await store.findUser('kept'))?.id]).toEqual([null, 'kept'])
    const after = await store.readRevocations(0)
    expect([after.seq, after.incarnation === before.incarnation]).toEqual([1, false])
    expect(await store.commit([insertUser('later'), revoke('r3')])).toEqual({ ok: true, seq: 2 })
    expect((await store.listEvents({}, { limit: 9 })).map(({ type }) => type)).toEqual(['sys_restored'])
    expect(existsSync(`${file}.restoring`)).toBe(false)
  })

  it('makes the database where there is none', async () => {
    const { store, file } = await opened()
    await store.commit([insertUser('a')])
    const copy = newFile()
    await backUp(file, copy)
    const fresh = newFile()
    await restore(copy, fresh, renewal)
    expect(statSync(fresh).mode & 0o777).toBe(0o600)
    expect((await (await opened(fresh)).store.findUser('a'))?.id).toBe('a')
  })

  it('refuses what is no database of ours, and changes nothing', async () => {
    const { store, file } = await opened()
    await store.commit([insertUser('a')])
    const foreign = newFile()
    const database = new DatabaseSync(foreign)
    database.exec('CREATE TABLE notes (text TEXT)')
    database.close()
    await expect(restore(foreign, file, renewal)).rejects.toThrow('no whole database of Latchkey')
    expect((await store.findUser('a'))?.id).toBe('a')
  })

  it('names who changed the password, was disabled or had other roles since', async () => {
    const { store, file } = await opened()
    await store.commit(['a', 'b', 'c', 'd'].map((id) => insertUser(id)))
    const copy = newFile()
    await backUp(file, copy)
    await store.commit([
      { do: 'update', table: 'user', id: 'a', if: {}, set: { password: '$phc$new', passwordChanged: 500 } },
      { do: 'update', table: 'user', id: 'b', if: {}, set: { disabled: 500 } },
      { do: 'update', table: 'user', id: 'c', if: {}, set: { roles: [] } },
    ])
    expect(await restore(copy, file, renewal)).toEqual({
      users: 4, passwords: ['Name of a'], disabled: ['Name of b'], roles: ['Name of c'],
    })
  })
})

/** Logins by each carrier, an API key and a refresh token, on a file that another instance serves too. */
async function crowd() {
  const { file } = await opened()
  const one = await startInstance({ store: sqliteStore({ file }), recalledSessions: 100 })
  const other = await startInstance({ store: sqliteStore({ file }), recalledSessions: 100 })
  onTestFinished(async () => { await Promise.all([one.close(), other.close()]) })
  await addUser(one)
  const logins = await Promise.all(['cookie', 'jwt', 'token'].map((carrier) => logIn(one.auth, carrier)))
  const made = await createClient(one.auth).send('POST', '/auth/keys', { headers: logins[1]?.shown ?? {}, json: { name: 'ci' } })
  const key = { authorization: `Bearer ${String(made.body['key'])}` }
  const shown = [...logins.map((login) => login.shown), key]
  const ask = (instance: typeof one, freshness: 'revocable' | 'authoritative') => Promise.all(shown.map(async (headers) => (
    (await instance.auth.authenticate(new Request('http://localhost:3000/', { headers }), { freshness })).status
  )))
  return { file, one, other, logins, ask }
}

async function askUntil(ended: AbortSignal, ask: () => Promise<void>): Promise<void> {
  while (!ended.aborted) {
    await ask()
    await sleep(1)
  }
}

const all = (status: string) => Array<string>(4).fill(status)

it('invariant 2: nothing comes back by a restore, in no process and at no moment: sessions, JWTs, tokens, API keys, refresh tokens', async () => {
  const { file, one, other, logins, ask } = await crowd()
  expect(await ask(other, 'revocable')).toEqual(all('authenticated'))
  const copy = newFile()
  await backUp(file, copy)
  const everywhere = await createClient(one.auth).send('DELETE', '/auth/sessions?all=true', { headers: logins[1]?.shown ?? {} })
  expect(everywhere.status).toBe(204)
  await sleep(1500)
  expect((await ask(other, 'revocable')).slice(0, 3)).toEqual(all('refused').slice(0, 3))
  const revived: string[] = []
  const ended = new AbortController()
  const watching = askUntil(ended.signal, async () => {
    for (const instance of [one, other]) revived.push(...(await ask(instance, 'revocable')).slice(0, 3).filter((status) => status !== 'refused'))
  })
  await restore(copy, file, renewal)
  await sleep(1500)
  ended.abort()
  await watching
  expect(revived).toEqual([])
  for (const instance of [one, other]) {
    expect(await ask(instance, 'revocable')).toEqual(all('refused'))
    expect(await ask(instance, 'authoritative')).toEqual(all('refused'))
    for (const { refreshToken } of logins.slice(1)) {
      const answer = await createClient(instance.auth).send('POST', '/auth/refresh', { json: { refresh_token: refreshToken } })
      expect(answer.status).toBe(401)
    }
  }
  // And who logs in again is believed by both, by each carrier.
  for (const carrier of ['cookie', 'jwt', 'token']) {
    const { shown } = await logIn(one.auth, carrier)
    for (const instance of [one, other]) {
      const answer = await instance.auth.authenticate(new Request('http://localhost:3000/', { headers: shown }))
      expect(answer.status).toBe('authenticated')
    }
  }
})

it('a store that was taken back by another program is renewed by one verb', async () => {
  const { one, other, ask } = await crowd()
  expect(await ask(other, 'revocable')).toEqual(all('authenticated'))
  expect(await one.store.renew?.(renewal)).toEqual({ sessions: 3 })
  await sleep(1500)
  for (const instance of [one, other]) expect(await ask(instance, 'revocable')).toEqual(all('refused'))
})

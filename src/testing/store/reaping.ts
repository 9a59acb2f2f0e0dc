/** What a reaper takes, at which second, and what it never takes. */
import assert from 'node:assert/strict'
import type { Id, Revocation, Store, Write } from '../../contracts.ts'
import { commit, fact } from './fact.ts'
import {
  ann, ended, insertSecret, insertSession, insertUser, insertVisit, record, revoke, session, user,
} from './rows.ts'

/** Before anything of these tests is over. */
const EARLY = 100
const most = 99

/** What is over from a second on, and not before. */
async function goesAt(store: Store, second: number, isThere: () => Promise<boolean>): Promise<void> {
  assert.equal(await store.reap({ now: second - 1, most }), 0)
  assert.equal(await isThere(), true, 'it went too early')
  assert.equal(await store.reap({ now: second, most }), 1)
  assert.equal(await isThere(), false, 'it is still there')
  assert.equal(await store.reap({ now: second, most }), 0)
}

const lasting = { lastSeen: 1000, idle: 500, absoluteEnd: 9000 }
const hasSession = async (store: Store, id: Id): Promise<boolean> => await store.findSession(id) !== null
const raise = (epoch: number): readonly Write[] => {
  const entry: Revocation = { kind: 'epoch', id: 'ann', value: epoch, at: EARLY, until: 9999 }
  return [{ do: 'update', table: 'user', id: 'ann', if: {}, set: { epoch } }, { do: 'revoke', entry }]
}

export const reaping = [
  fact('a session goes at its idle limit, with its secrets', async (store) => {
    await commit(store, insertSession('s', lasting), insertSecret('d', { session: 's', expires: 9000 }))
    await goesAt(store, 1500, () => hasSession(store, 's'))
    assert.equal(await store.findByDigest('d'), null)
  }),

  fact('a session goes at its absolute end, though it is in use', async (store) => {
    await commit(store, insertSession('s', { ...lasting, lastSeen: 8900 }))
    await goesAt(store, 9000, () => hasSession(store, 's'))
  }),

  fact('a session that was used again stays', async (store) => {
    await commit(store, insertSession('s', lasting))
    await commit(store, { do: 'update', table: 'session', id: 's', if: {}, set: { lastSeen: 1400 } })
    await goesAt(store, 1900, () => hasSession(store, 's'))
  }),

  fact('sessions below the epoch of their user go, and no others', async (store) => {
    const kept = session('kept', { ...lasting, subject: 'ann', epoch: 4 })
    const hers = { ...lasting, subject: 'ann' }
    await commit(
      store, insertUser('ann', { epoch: 1 }), insertUser('bob'), insertSession('old', { ...hers, epoch: 3 }),
      insertSession('older', { ...hers, epoch: 1 }), insertSession('kept', kept),
      insertSession('bob', { ...lasting, subject: 'bob', epoch: 3 }), insertSession('visitor', { ...lasting, epoch: 0 }),
    )
    assert.equal(await store.reap({ now: EARLY, most }), 0)
    await commit(store, ...raise(4))
    assert.equal(await store.reap({ now: EARLY, most }), 2)
    assert.deepEqual(await store.listSessions('ann', 0, { limit: 9 }), [kept])
    assert.deepEqual(await Promise.all(['bob', 'visitor'].map((id) => hasSession(store, id))), [true, true])
  }),

  fact('a secret goes at its end, and what it stood on stays', async (store) => {
    await commit(store, ...ann, { do: 'delete', table: 'session', id: 's-ann', if: {} })
    await goesAt(store, 302, async () => await store.findByDigest('k-ann') !== null)
    assert.deepEqual(await store.findUser('ann'), user('ann'))
  }),

  fact('a consumed refresh generation stays for as long as its family lives, and goes with it', async (store) => {
    const ofFamily = { session: 's', purpose: 'refresh', expires: 1400 } as const
    await commit(
      store, insertSession('s', lasting), insertSecret('used', { ...ofFamily, consumed: 1100 }),
      insertSecret('next', { ...ofFamily, generation: 2, expires: 9000 }),
      insertSecret('ticket', { ...ofFamily, purpose: 'ticket', consumed: 1200 }),
    )
    await goesAt(store, 1400, async () => await store.findByDigest('ticket') !== null)
    assert.deepEqual((await store.listSecrets('s')).map(({ digest }) => digest), ['used', 'next'])
    await goesAt(store, 1500, () => hasSession(store, 's'))
    assert.equal(await store.findByDigest('used'), null)
  }),

  fact('a throttle bucket goes after its end', async (store) => {
    await commit(store, { do: 'count', bucket: 'b', at: 10, until: 20, atMost: 9 })
    await goesAt(store, 21, async () => await store.findThrottle('b') !== null)
  }),

  fact('an entry of the log goes 60 seconds after its end', async (store) => {
    await commit(store, revoke('a'))
    await goesAt(store, ended('a').until + 60, async () => (await store.readRevocations(0)).entries.length > 0)
  }),

  fact('events and visits are kept, unless older ones than a time are asked for', async (store) => {
    await commit(store, record('old', { at: 9 }), record('new', { at: 10 }), insertVisit('old', { at: 19 }), insertVisit('new', { at: 20 }))
    assert.equal(await store.reap({ now: 9_000_000, most }), 0)
    assert.equal(await store.reap({ now: 9_000_000, most, eventsBefore: 10 }), 1)
    assert.deepEqual((await store.listEvents({}, { limit: 9 })).map(({ id }) => id), ['new'])
    assert.equal(await store.reap({ now: 9_000_000, most, visitsBefore: 20 }), 1)
    const [counted] = await store.countVisits({ from: 0, until: 99, limit: 9 })
    assert.equal(counted?.visits, 1)
  }),

  fact('no more of a kind go at once than were asked for, and in the end all', async (store) => {
    const ids = Array.from({ length: 7 }, (_, n) => `s${n}`)
    await commit(store, ...ids.flatMap((id) => [
      insertSession(id, { ...lasting, absoluteEnd: 5000, idle: 9000 }), revoke(id),
    ]))
    assert.equal(await store.reap({ now: 6000, most: 0 }), 0)
    const removed: number[] = []
    while (removed.at(-1) !== 0) removed.push(await store.reap({ now: 6000, most: 3 }))
    assert.deepEqual(removed, [6, 6, 2, 0])
  }),

  fact('a batch of no proper size, or at no whole second, is a TypeError', async (store) => {
    for (const wrong of [-1, 0.5, NaN]) {
      await assert.rejects(store.reap({ now: 1, most: wrong }), TypeError)
    }
    await assert.rejects(store.reap({ now: 1.5, most }), TypeError)
    await assert.rejects(store.reap({ now: 1, most, eventsBefore: NaN }), TypeError)
  }),
]

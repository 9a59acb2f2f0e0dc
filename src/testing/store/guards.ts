/** What makes a write fail, and that nothing of its commit is left then. */
import assert from 'node:assert/strict'
import type { Store, Write } from '../../contracts.ts'
import { commit, fact, refuse } from './fact.ts'
import { ann, insertKey, insertSecret, insertSession, insertUser, record, revoke, user } from './rows.ts'

const ofAnn = { do: 'update', table: 'user', id: 'ann' } as const
const ofHerSecret = { do: 'update', table: 'secret', id: 'd-ann' } as const
const herName = { canonical: user('ann').canonical }

/** Each fails in the world that `begin` makes, wherever it stands. */
const failing: Readonly<Record<string, Write>> = {
  'a user of a taken id': insertUser('ann', { canonical: 'new' }),
  'a user of a taken name': insertUser('new', herName),
  'a session of a taken id': insertSession('s-ann'),
  'a session of nobody who is there': insertSession('new', { subject: 'nobody' }),
  'a secret of a taken digest': insertSecret('d-ann'),
  'a secret of a session that is not there': insertSecret('new', { session: 'gone' }),
  'a secret of a user who is not there': insertSecret('new', { user: 'nobody' }),
  'a key of a taken kid': insertKey('k', { state: 'previous' }),
  'a second current key of a use': insertKey('new'),
  'a second next key of a use': insertKey('new', { state: 'next' }),
  'a key that becomes a second one': { do: 'update', table: 'key', id: 'k2', if: {}, set: { state: 'current' } },
  'a change to a taken name': { do: 'update', table: 'user', id: 'bob', if: {}, set: herName },
  'a change of what is not there': { do: 'update', table: 'session', id: 'gone', if: {}, set: { lastSeen: 9 } },
  'a guard that does not hold': { ...ofAnn, if: { epoch: 2 }, set: { epoch: 9 } },
  'a guard of which one half holds': { ...ofAnn, if: { epoch: 3, version: 5 }, set: {} },
  'a guard of null on a value': { ...ofAnn, if: { email: null }, set: {} },
  'a guard of a value on null': { ...ofHerSecret, if: { consumed: 5 }, set: {} },
  'a guard of other roles': { ...ofAnn, if: { roles: ['writer', 'reader'] }, set: {} },
  'a deletion of what is not there': { do: 'delete', table: 'session', id: 'gone', if: {} },
  'a deletion with a guard that does not hold': { do: 'delete', table: 'session', id: 's-ann', if: { subject: null } },
  'a count at its cap': { do: 'count', bucket: 'full', at: 1, until: 9, atMost: 1 },
  'a count that may not even begin': { do: 'count', bucket: 'none', at: 1, until: 9, atMost: 0 },
}

/** One of every write; they hold together, and none makes a failing one hold. */
const holding: readonly Write[] = [
  insertUser('eve'),
  insertSession('s-eve', { subject: 'eve' }),
  insertSecret('d-eve', { session: 's-eve' }),
  insertKey('k-eve', { use: 'token' }),
  { do: 'update', table: 'user', id: 'bob', if: { epoch: 3 }, set: { canonical: 'robert', epoch: 4 } },
  { do: 'delete', table: 'user', id: 'dan', if: {} },
  { do: 'count', bucket: 'some', at: 1, until: 9, atMost: 5 },
  { do: 'uncount', bucket: 'other', by: 1 },
  revoke('x'),
  record('e'),
]

async function begin(store: Store): Promise<void> {
  await commit(
    store, ...ann, insertUser('bob'), insertKey('k'), insertKey('k2', { state: 'next' }),
    insertUser('dan'), insertSession('s-dan', { subject: 'dan' }), insertSecret('d-dan', { session: 's-dan' }),
    { do: 'count', bucket: 'full', at: 1, until: 9, atMost: 1 },
    { do: 'count', bucket: 'other', at: 1, until: 9, atMost: 1 },
  )
}

/** Everything that the writes above could have touched. */
function world(store: Store): Promise<unknown> {
  const page = { limit: 99 }
  return Promise.all([
    ...['ann', 'bob', 'dan', 'eve', 'new'].flatMap((id) => [store.findUser(id), store.listSessions(id, 0, page)]),
    ...['name of bob', 'robert'].map((name) => store.findUserByName(name)),
    ...['s-ann', 's-dan', 's-eve', 'new'].map((id) => store.findSession(id)),
    ...['d-ann', 'k-ann', 'd-dan', 'd-eve', 'new'].map((digest) => store.findByDigest(digest)),
    ...['full', 'some', 'other', 'none'].map((bucket) => store.findThrottle(bucket)),
    store.listKeys(), store.readRevocations(0), store.listEvents({}, page),
  ])
}

/** What no type lets through, and JavaScript does. */
const malformed: Readonly<Record<string, unknown>> = {
  'an unknown column of a guard': { ...ofAnn, if: { '1=1 --': 1 }, set: {} },
  'an unknown column of a change': { ...ofAnn, if: {}, set: { 'epoch" = 9 --': 1 } },
  'a member of every object as a column': { ...ofAnn, if: { constructor: null }, set: {} },
  'an unknown table': { do: 'delete', table: 'sqlite_master', id: 'ann', if: {} },
  'a table that is only appended to': { do: 'delete', table: 'event', id: 'e', if: {} },
  'an unknown verb': { do: 'drop', table: 'user', id: 'ann', if: {} },
  'a guard of undefined': { ...ofHerSecret, if: { consumed: undefined }, set: { consumed: 1 } },
  'a guard of NaN, which SQL takes for null': { ...ofHerSecret, if: { consumed: NaN }, set: {} },
  'half a second': { ...ofAnn, if: {}, set: { disabled: 1.5 } },
  'a number for a text': { ...ofAnn, if: {}, set: { username: 1 } },
  'null where it may not be': { ...ofAnn, if: {}, set: { username: null } },
  'another primary key': { ...ofAnn, if: {}, set: { id: 'eve' } },
  'a row without all its columns': { do: 'insert', table: 'throttle', row: { bucket: 'b', count: 1, last: 1 } },
  'a NUL in a text': { ...ofAnn, if: {}, set: { username: 'a\0' } },
  'a NUL in a guard': { ...ofAnn, if: { username: 'a\0' }, set: {} },
  'a negative count to take back': { do: 'uncount', bucket: 'full', by: -1 },
}

export const guards = [
  ...Object.entries(failing).map(([name, write]) =>
    fact(`${name} fails, names itself, and leaves nothing of its commit`, async (store) => {
      await begin(store)
      const before = await world(store)
      for (let at = 0; at <= holding.length; at += 1) {
        await refuse(store, at, ...holding.toSpliced(at, 0, write))
        assert.deepEqual(await world(store), before, `with the failing write at ${at}`)
      }
      await commit(store, ...holding)
    })),

  ...Object.entries(malformed).map(([name, write]) =>
    fact(`${name} is a TypeError, and leaves nothing of its commit`, async (store) => {
      await begin(store)
      const before = await world(store)
      const writes = [...holding, write as Write] // no Write at all, as a caller without types might send it
      await assert.rejects(store.commit(writes), TypeError)
      assert.deepEqual(await world(store), before)
    })),
]

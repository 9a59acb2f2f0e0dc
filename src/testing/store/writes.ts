/** What each write does when it holds, and what it takes with it. */
import assert from 'node:assert/strict'
import { commit, fact, refuse } from './fact.ts'
import { ann, event, insertKey, insertSecret, insertSession, insertUser, key, record, session, user } from './rows.ts'

export const writes = [
  fact('an update sets what it names and leaves the rest', async (store) => {
    await commit(store, ...ann)
    const set = { epoch: 4, roles: ['admin'], disabled: 9, email: null }
    await commit(store, { do: 'update', table: 'user', id: 'ann', if: {}, set })
    assert.deepEqual(await store.findUser('ann'), user('ann', set))
  }),

  fact('a renamed user is found by the new name alone, and the old name is free', async (store) => {
    await commit(store, insertUser('ann', { canonical: 'ann' }))
    await commit(store, { do: 'update', table: 'user', id: 'ann', if: {}, set: { canonical: 'anna' } })
    assert.equal(await store.findUserByName('ann'), null)
    assert.equal((await store.findUserByName('anna'))?.id, 'ann')
    await commit(store, insertUser('other', { canonical: 'ann' }))
  }),

  fact('a session that gets a subject is listed as theirs', async (store) => {
    await commit(store, insertUser('ann'), insertSession('s'))
    await commit(store, { do: 'update', table: 'session', id: 's', if: { subject: null }, set: { subject: 'ann' } })
    assert.deepEqual(await store.listSessions('ann', 0, { limit: 9 }), [session('s', { subject: 'ann' })])
  }),

  fact('a guard alone holds and changes nothing', async (store) => {
    await commit(store, ...ann)
    const guard = { epoch: 3, roles: ['reader', 'writer'], disabled: null }
    await commit(store, { do: 'update', table: 'user', id: 'ann', if: guard, set: {} })
    assert.deepEqual(await store.findUser('ann'), user('ann'))
  }),

  fact('every table takes a guard and a change', async (store) => {
    await commit(store, ...ann, insertKey('k'), { do: 'count', bucket: 'b', at: 1, until: 9, atMost: 5 })
    await commit(
      store,
      { do: 'update', table: 'session', id: 's-ann', if: { remember: true, scope: null }, set: { remember: false } },
      { do: 'update', table: 'secret', id: 'd-ann', if: { consumed: null }, set: { consumed: 5, kid: 'k' } },
      { do: 'update', table: 'key', id: 'k', if: { state: 'current' }, set: { state: 'previous', changed: 6 } },
      { do: 'update', table: 'throttle', id: 'b', if: { count: 1 }, set: { count: 3 } },
    )
    const found = await store.findByDigest('d-ann')
    assert.deepEqual([found?.session?.remember, found?.secret.consumed, found?.secret.kid], [false, 5, 'k'])
    assert.deepEqual(await store.listKeys(), [key('k', { state: 'previous', changed: 6 })])
    assert.deepEqual(await store.findThrottle('b'), { bucket: 'b', count: 3, last: 1, until: 9 })
    await commit(
      store, { do: 'delete', table: 'throttle', id: 'b', if: {} }, { do: 'delete', table: 'key', id: 'k', if: {} },
    )
    assert.deepEqual([await store.findThrottle('b'), await store.listKeys()], [null, []])
  }),

  fact('deleting a session deletes its secrets, and nobody else\'s', async (store) => {
    await commit(store, ...ann, insertSecret('d2', { session: 's-ann', consumed: 5 }))
    await commit(store, { do: 'delete', table: 'session', id: 's-ann', if: { subject: 'ann' } })
    for (const digest of ['d-ann', 'd2']) assert.equal(await store.findByDigest(digest), null)
    assert.deepEqual(await store.listSecrets('s-ann'), [])
    assert.deepEqual((await store.findByDigest('k-ann'))?.user, user('ann'))
  }),

  fact('deleting a user deletes their sessions and all their secrets', async (store) => {
    await commit(store, ...ann, insertUser('bob'), insertSession('s-bob', { subject: 'bob' }))
    await commit(store, { do: 'delete', table: 'user', id: 'ann', if: {} })
    assert.equal(await store.findUserByName(user('ann').canonical), null)
    assert.equal(await store.findSession('s-ann'), null)
    assert.deepEqual(await store.listSessions('ann', 0, { limit: 9 }), [])
    for (const digest of ['d-ann', 'k-ann']) assert.equal(await store.findByDigest(digest), null)
    assert.notEqual(await store.findSession('s-bob'), null)
  }),

  fact('a later write of a commit sees the earlier ones', async (store) => {
    await commit(store, ...ann, { do: 'update', table: 'user', id: 'ann', if: { epoch: 3 }, set: { epoch: 4 } })
    const again = { do: 'update', table: 'user', id: 'ann', if: { epoch: 4 }, set: { epoch: 5 } } as const
    await refuse(store, 1, again, again)
    await commit(store, { do: 'delete', table: 'session', id: 's-ann', if: {} }, insertSession('s-ann'))
  }),

  fact('an event told twice stays as it was told first', async (store) => {
    const unknown = { subject: null, actor: null, session: null, address: null, agent: null, request: null }
    await commit(store, record('e', unknown))
    await commit(store, record('e', { at: 999 }), record('f', { at: 1 }))
    assert.deepEqual(await store.listEvents({}, { limit: 9 }), [event('e', unknown), event('f', { at: 1 })])
  }),
]

/** A store whose rows were taken back to a backup: what was ended since does not come back. */
import assert from 'node:assert/strict'
import { commit, fact } from './fact.ts'
import { event, insertKey, insertSecret, insertSession, insertUser, revoke } from './rows.ts'

const renewal = { at: 1000, event: event('restored') }

export const renewing = [
  fact('renew deletes sessions and secrets, suspends API keys, retires ring keys, and makes another log of the log', async (store) => {
    if (store.renew === undefined) return // a store that cannot be taken back has nothing to hold to
    await commit(
      store, insertUser('u'), insertSession('s', { subject: 'u' }), insertSession('visitor'), insertSecret('d', { session: 's' }),
      insertSecret('setup', { purpose: 'setup' }), insertSecret('ticket', { purpose: 'ticket', user: 'u' }),
      insertSecret('key', { purpose: 'key', user: 'u' }), insertSecret('ended', { purpose: 'key', user: 'u', consumed: 7 }),
      insertKey('k1'), insertKey('k2', { use: 'jwt', state: 'next' }), revoke('r'),
    )
    const before = await store.readRevocations(0)
    assert.deepEqual(await store.renew(renewal), { sessions: 2 })
    for (const id of ['s', 'visitor']) assert.equal(await store.findSession(id), null)
    for (const digest of ['d', 'setup', 'ticket']) assert.equal(await store.findByDigest(digest), null)
    assert.deepEqual((await store.listUserSecrets('u', 'key')).map(({ digest, consumed }) => [digest, consumed]), [['ended', 7], ['key', 1000]])
    assert.deepEqual((await store.listKeys()).map(({ state, sealed, changed }) => [state, sealed, changed]), [['retired', '', 1000], ['retired', '', 1000]])
    assert.equal((await store.findUser('u'))?.id, 'u')
    const after = await store.readRevocations(0)
    assert.notEqual(after.incarnation, before.incarnation)
    assert.deepEqual([after.seq, after.entries], [before.seq, before.entries])
    assert.deepEqual((await store.listEvents({}, { limit: 9 })).map(({ id }) => id), ['restored'])
  }),
  fact('renew takes more sessions than one transaction does, and the incarnation of each time is another', async (store) => {
    if (store.renew === undefined) return
    const ids = Array.from({ length: 2100 }, (_, n) => `s${n}`)
    for (let from = 0; from < ids.length; from += 700) await commit(store, ...ids.slice(from, from + 700).map((id) => insertSession(id)))
    assert.deepEqual(await store.renew(renewal), { sessions: 2100 })
    const { incarnation } = await store.readRevocations(0)
    assert.deepEqual(await store.renew(renewal), { sessions: 0 })
    assert.notEqual((await store.readRevocations(0)).incarnation, incarnation)
  }),
]

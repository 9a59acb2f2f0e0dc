/** What each read answers. */
import assert from 'node:assert/strict'
import { commit, fact } from './fact.ts'
import { ann, insertKey, insertSecret, insertSession, insertUser, key, secret, session, user } from './rows.ts'

export const reads = [
  fact('what is not there is null, empty or false', async (store) => {
    assert.equal(await store.findByDigest('x'), null)
    assert.equal(await store.findUser('x'), null)
    assert.equal(await store.findUserByName('x'), null)
    assert.equal(await store.findSession('x'), null)
    assert.equal(await store.findThrottle('x'), null)
    assert.equal(await store.hasRole('x'), false)
    assert.deepEqual(await store.listSecrets('x'), [])
    assert.deepEqual(await store.listUserSecrets('x', 'key'), [])
    assert.deepEqual(await store.listKeys(), [])
    assert.deepEqual(await store.listSessions('x', 0, { limit: 9 }), [])
    assert.deepEqual(await store.listEvents({}, { limit: 9 }), [])
    const { seq, entries } = await store.readRevocations(0)
    assert.deepEqual([seq, entries], [0, []])
    assert.deepEqual(await store.countVisits({ from: 0, until: 1_000_000, limit: 9 }), [])
  }),

  fact('a user is found by id and by canonical name, and by no other spelling', async (store) => {
    const change = { username: 'Ann', canonical: 'ann', disabled: 106, email: null, password: null, roles: [] }
    const row = user('ann', change)
    await commit(store, insertUser('ann', change))
    assert.deepEqual(await store.findUser('ann'), row)
    assert.deepEqual(await store.findUserByName('ann'), row)
    assert.equal(await store.findUserByName('Ann'), null)
    assert.equal(await store.findUser('Ann'), null)
  }),

  fact('a digest finds the secret with its session and the user of that session', async (store) => {
    await commit(store, ...ann)
    assert.deepEqual(await store.findByDigest('d-ann'), {
      secret: secret('d-ann', { session: 's-ann' }), session: session('s-ann', { subject: 'ann' }), user: user('ann'),
    })
  }),

  fact('a digest of a user finds the secret and the user, and no session', async (store) => {
    await commit(store, ...ann)
    assert.deepEqual(await store.findByDigest('k-ann'), {
      secret: secret('k-ann', { user: 'ann', purpose: 'api' }), session: null, user: user('ann'),
    })
  }),

  fact('a digest of a visitor finds the session and no user', async (store) => {
    await commit(store, ...ann, insertSession('s'), insertSecret('d', { session: 's' }), insertSecret('alone'))
    const held = secret('d', { session: 's' })
    assert.deepEqual(await store.findByDigest('d'), { secret: held, session: session('s'), user: null })
    assert.deepEqual(await store.findByDigest('alone'), { secret: secret('alone'), session: null, user: null })
  }),

  fact('a session is found with its user', async (store) => {
    const hers = session('s-ann', { subject: 'ann' })
    const nobody = { address: null, agent: null }
    const odd = session('odd', { scope: ['a', 'b'], root: 's-ann', data: '{}', remember: false, ...nobody })
    await commit(store, ...ann, insertSession('odd', odd))
    assert.deepEqual(await store.findSession('s-ann'), { session: hers, user: user('ann') })
    assert.deepEqual(await store.findSession('odd'), { session: odd, user: null })
  }),

  fact('a role is found in whole, and with one user who has it', async (store) => {
    await commit(store, insertUser('ann', { roles: [] }), insertUser('bob', { roles: ['reader', 'admin'] }))
    assert.equal(await store.hasRole('admin'), true)
    for (const other of ['adm', 'Admin', '%', '"admin"', '']) assert.equal(await store.hasRole(other), false, other)
  }),

  fact('the secrets of a session are listed by generation, and no others', async (store) => {
    const rows = [1, 2, 10].map((generation) =>
      secret(`g${generation}`, { session: 's', generation, consumed: 303, kid: 'k', detail: '{}' }))
    await commit(store, ...ann, insertSession('s'), ...rows.toReversed().map((row) => insertSecret(row.digest, row)))
    assert.deepEqual(await store.listSecrets('s'), rows)
  }),

  fact('the secrets of a user are listed by purpose, oldest first, without those of a session', async (store) => {
    const rows = [3, 1, 2].map((created) => secret(`k${created}`, { user: 'ann', purpose: 'key', created, lastUsed: 7 }))
    const others = [secret('t', { user: 'ann', purpose: 'other' }), secret('s', { session: 's-ann', purpose: 'key' })]
    await commit(store, ...ann, ...[...rows, ...others].map((row) => insertSecret(row.digest, row)))
    const found = await store.listUserSecrets('ann', 'key')
    assert.deepEqual(found.map(({ digest }) => digest), ['k1', 'k2', 'k3'])
    assert.deepEqual(found[0], rows[1])
    assert.deepEqual(await store.listUserSecrets('bob', 'key'), [])
  }),

  fact('keys are listed oldest first, whatever their state', async (store) => {
    const rows = [
      key('b', { created: 1, state: 'retired', publicJwk: null }), key('c', { created: 2, state: 'previous' }),
      key('a', { created: 3 }), key('d', { created: 4, state: 'next' }),
    ]
    await commit(store, ...rows.toReversed().map((row) => insertKey(row.kid, row)))
    assert.deepEqual(await store.listKeys(), rows)
  }),
]

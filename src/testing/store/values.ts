/** Rows come back as they were given, whatever stands in them, and belong to the store once given. */
import assert from 'node:assert/strict'
import { commit, fact } from './fact.ts'
import { event, insertSecret, insertSession, insertUser, record, session, user } from './rows.ts'

const odd: Readonly<Record<string, string>> = {
  'an empty text': '',
  'control characters': '\u0001\u007f\u009f',
  'quotes': `'"\`\\`,
  'a text of SQL': `'; DROP TABLE "user"; --`,
  'a pattern': '%_*?[a]',
  'an emoji': '👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  'two spellings of one letter': 'é e\u0301',
  'a replacement character and a byte order mark': '\uFEFF\uFFFD',
  'line ends and an escape': '\r\n\t\u2028\u001b[31m',
  'a member of every object': '__proto__',
  'a number in text': '0123e5',
  '100 KB': 'ab€😀'.repeat(10_000),
}

/** What UTF-8 cannot hold, and what PostgreSQL does not. */
const unstorable: Readonly<Record<string, string>> = { 'a lone surrogate': '\uD800', 'a NUL': 'a\0' }

export const values = [
  ...Object.entries(odd).map(([name, text]) =>
    fact(`${name} comes back the same, in every place`, async (store) => {
      const person = user(text, { username: text, canonical: text, email: text, password: text, roles: [text, ''] })
      const place = session('s', { subject: text, scope: [text], data: text, agent: text })
      const told = event(text, { subject: text, detail: { [text]: text } })
      await commit(store, insertUser(text, person), insertSession('s', place), insertSecret(text, { session: 's' }))
      await commit(store, record(text, told), { do: 'count', bucket: text, at: 1, until: 2, atMost: 9 })
      await commit(store, { do: 'update', table: 'user', id: text, if: { username: text, roles: [text, ''] }, set: {} })
      const found = await store.findByDigest(text)
      assert.deepEqual([found?.session, found?.user], [place, person])
      assert.deepEqual(await store.findUserByName(text), person)
      assert.equal(await store.hasRole(text), true)
      assert.deepEqual(await store.listSessions(text, 0, { limit: 9 }), [place])
      assert.deepEqual(await store.listEvents({ subject: text }, { limit: 9 }), [told])
      assert.equal((await store.findThrottle(text))?.bucket, text)
    })),

  ...Object.entries(unstorable).map(([name, text]) =>
    fact(`${name} is refused in a column, kept in a list, and finds nothing`, async (store) => {
      const roles = [text, 'reader']
      await commit(store, insertUser('ann', { canonical: '\uFFFD', roles }), insertSession('\uFFFD'))
      await commit(store, record('e', { detail: { [text]: text } }))
      await assert.rejects(store.commit([insertUser('bob', { canonical: text })]), TypeError)
      await assert.rejects(store.commit([{ do: 'delete', table: 'session', id: text, if: {} }]), TypeError)
      await assert.rejects(store.commit([{ do: 'uncount', bucket: text, by: 1 }]), TypeError)
      assert.equal(await store.findUserByName(text), null)
      assert.equal(await store.findSession(text), null)
      assert.deepEqual(await store.listSecrets(text), [])
      assert.deepEqual(await store.listEvents({ subject: text }, { limit: 9 }), [])
      assert.deepEqual((await store.findUser('ann'))?.roles, roles)
      assert.deepEqual((await store.listEvents({}, { limit: 9, after: text }))[0]?.detail, { [text]: text })
      assert.equal(await store.hasRole('reader'), true)
    })),

  fact('times and numbers come back the same up to the largest whole number', async (store) => {
    const row = session('s', { created: Number.MAX_SAFE_INTEGER, idle: 0, lastSeen: -1, absoluteEnd: 2 ** 40 })
    await commit(store, insertSession('s', row))
    assert.deepEqual((await store.findSession('s'))?.session, row)
  }),

  fact('what the caller does to its own row afterwards changes nothing', async (store) => {
    const row = { ...user('ann'), roles: ['reader'] }
    const told = { ...event('e'), detail: { attempt: 1 } }
    const set = { roles: ['writer'] }
    await commit(store, { do: 'insert', table: 'user', row }, { do: 'record', event: told })
    row.canonical = 'mallory'
    row.roles.push('admin')
    told.detail.attempt = 99
    assert.deepEqual(await store.findUser('ann'), user('ann', { roles: ['reader'] }))
    await commit(store, { do: 'update', table: 'user', id: 'ann', if: {}, set })
    set.roles.push('admin')
    assert.deepEqual(await store.findUser('ann'), user('ann', { roles: ['writer'] }))
    assert.deepEqual(await store.listEvents({}, { limit: 1 }), [event('e', { detail: { attempt: 1 } })])
  }),

  fact('a commit under way is not changed by what its caller does meanwhile', async (store) => {
    const row = { ...user('ann'), roles: ['reader'] }
    const underWay = store.commit([{ do: 'insert', table: 'user', row }])
    row.roles.push('admin')
    await underWay
    assert.deepEqual(await store.findUser('ann'), user('ann', { roles: ['reader'] }))
  }),

  fact('what the caller does to a row it was answered changes nothing', async (store) => {
    await commit(store, insertUser('ann', { roles: ['reader'] }))
    const answered = await store.findUser('ann')
    try {
      Object.assign(answered ?? {}, { epoch: 0 })
      Object.assign(answered?.roles ?? [], { 0: 'admin' })
    } catch {
      // A store may freeze what it answers.
    }
    assert.deepEqual(await store.findUser('ann'), user('ann', { roles: ['reader'] }))
  }),
]

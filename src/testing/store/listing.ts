/** Lists and counts for who administers: the right rows, in their order, page by page. */
import assert from 'node:assert/strict'
import type { Page, Store, UserFilter } from '../../contracts.ts'
import { commit, fact } from './fact.ts'
import { insertSession, insertUser, record } from './rows.ts'

const DAY = 86_400

async function idsOf(store: Store, filter: UserFilter, page: Page = { limit: 9 }): Promise<readonly string[]> {
  return (await store.listUsers(filter, page)).map(({ id }) => id)
}

async function people(store: Store): Promise<void> {
  await commit(
    store, insertUser('1', { canonical: 'ann', email: 'Zoe@example.com', roles: ['admin'] }), insertUser('2', { canonical: 'anna', email: null }),
    insertUser('3', { canonical: 'bob', email: 'zoe@EXAMPLE.org', roles: ['editor', 'admin'] }), insertUser('4', { canonical: 'an%', email: 'é@example.com', roles: [] }),
    insertUser('5', { canonical: '李明', email: 'zoe@example.com' }),
  )
}

const names = (prefix: string): UserFilter => ({ by: 'canonical', prefix })
const addresses = (prefix: string): UserFilter => ({ by: 'email', prefix })

export const listing = [
  fact('users are listed by the beginning of their names, in the order of the names', async (store) => {
    await people(store)
    assert.deepEqual(await idsOf(store, names('an')), ['4', '1', '2'])
    assert.deepEqual(await idsOf(store, names('')), ['4', '1', '2', '3', '5'])
    assert.deepEqual(await idsOf(store, names('李')), ['5'])
    for (const none of ['an_', 'annas', 'ANN', 'nn', '%', '\uD800', 'a\0']) assert.deepEqual(await idsOf(store, names(none)), [])
  }),

  fact('users are listed by the beginning of their addresses, whatever the case, and those without are not', async (store) => {
    await people(store)
    assert.deepEqual(await idsOf(store, addresses('zOE@ex')), ['1', '5', '3'])
    assert.deepEqual(await idsOf(store, addresses('')), ['1', '5', '3', '4'])
    assert.deepEqual(await idsOf(store, addresses('é')), ['4'])
    assert.deepEqual(await idsOf(store, addresses('É')), [])
  }),

  fact('users are listed by a role of theirs, and by no part of its name', async (store) => {
    await people(store)
    assert.deepEqual(await idsOf(store, { by: 'role', role: 'admin' }), ['1', '3'])
    assert.deepEqual(await idsOf(store, { by: 'role', role: 'admin' }, { limit: 1, after: '1' }), ['3'])
    for (const none of ['adm', 'Admin', '', '\uD800']) assert.deepEqual(await idsOf(store, { by: 'role', role: none }), [])
  }),

  fact('users are listed by id, whoever they are, and after one that is there or not', async (store) => {
    await people(store)
    assert.deepEqual(await idsOf(store, { by: 'id' }), ['1', '2', '3', '4', '5'])
    assert.deepEqual(await idsOf(store, { by: 'id' }, { limit: 2, after: '2' }), ['3', '4'])
    assert.deepEqual(await idsOf(store, { by: 'id' }, { limit: 1, after: '20' }), ['3'])
  }),

  fact('users are paged without a gap or a repeat, and from the beginning where the last one is gone', async (store) => {
    await people(store)
    for (const [filter, expected] of [[names(''), ['4', '1', '2', '3', '5']], [addresses(''), ['1', '5', '3', '4']]] as const) {
      const seen: string[] = []
      for (let after: string | undefined; seen.length < 9; after = seen.at(-1)) {
        const page = await idsOf(store, filter, { limit: 2, after })
        if (page.length === 0) break
        seen.push(...page)
      }
      assert.deepEqual(seen, expected)
      assert.deepEqual(await idsOf(store, filter, { limit: 1, after: 'gone' }), expected.slice(0, 1))
      await assert.rejects(store.listUsers(filter, { limit: -1 }), TypeError)
    }
  }),

  fact('sessions are live until their limits, of users who are not disabled and whose epoch they have', async (store) => {
    const row = { subject: 'ann', created: 10, lastSeen: 100, idle: 50, absoluteEnd: 200, epoch: 3 }
    await commit(
      store, insertUser('ann'), insertUser('off', { disabled: 1 }), insertSession('visitor', { ...row, subject: null }),
      insertSession('good', row), insertSession('later', { ...row, epoch: 4 }), insertSession('idle', { ...row, idle: 49 }), insertSession('over', { ...row, absoluteEnd: 149 }),
      insertSession('behind', { ...row, epoch: 2 }), insertSession('elsewhere', { ...row, root: 'good' }), insertSession('of disabled', { ...row, subject: 'off' }),
    )
    const live = async (now: number) => (await store.listLiveSessions(now, { limit: 9 })).map(({ session, user }) => [session.id, user.id])
    assert.deepEqual(await live(149), [['later', 'ann'], ['good', 'ann']])
    assert.deepEqual(await live(150), [])
  }),

  fact('events are filtered by all that is asked for, from the first second on and until before the last', async (store) => {
    await commit(
      store, record('a', { at: 10, type: 'user_created', actor: 'root', subject: 'ann' }), record('b', { at: 20, type: 'user_created', actor: 'ann', subject: 'ann' }),
      record('c', { at: 30, type: 'user_deleted', actor: 'root', subject: 'bob' }), record('d', { at: 40, type: 'user_created', actor: null, subject: 'ann' }),
    )
    const found = async (filter: Parameters<Store['listEvents']>[0]) => (await store.listEvents(filter, { limit: 9 })).map(({ id }) => id)
    assert.deepEqual(await found({ type: 'user_created' }), ['d', 'b', 'a'])
    assert.deepEqual(await found({ actor: 'root' }), ['c', 'a'])
    assert.deepEqual(await found({ actor: 'root', subject: 'ann', type: 'user_created', from: 10, until: 11 }), ['a'])
    assert.deepEqual(await found({ from: 20, until: 40 }), ['c', 'b'])
    assert.deepEqual(await found({ subject: 'ann', from: 41 }), [])
    assert.deepEqual(await found({ type: '\uD800' }), [])
  }),

  fact('events are counted by day and type, of a period that begins with its first second', async (store) => {
    const [good, bad] = ['authn_login_success', 'authn_login_fail']
    const at = [[DAY - 1, good], [DAY, good], [DAY + 9, bad], [2 * DAY - 1, good], [2 * DAY, good], [2 * DAY, 'user_created']] as const
    await commit(store, ...at.map(([second, type], n) => record(`e${n}`, { at: second, type })))
    assert.deepEqual(await store.countEvents({ types: [good, bad], from: DAY, until: 3 * DAY }), [
      { day: 2 * DAY, type: good, count: 1 }, { day: DAY, type: bad, count: 1 }, { day: DAY, type: good, count: 2 },
    ])
    assert.deepEqual(await store.countEvents({ types: [], from: 0, until: 3 * DAY }), [])
  }),
]

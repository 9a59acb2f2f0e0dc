/** Lists, newest first, page by page, while rows come and go. */
import assert from 'node:assert/strict'
import type { Id, Page, Store, Write } from '../../contracts.ts'
import { commit, fact } from './fact.ts'
import { insertSession, insertUser, record } from './rows.ts'

/** Rows that many share a second, so that the id must decide. */
const times = Array.from({ length: 20 }, (_, n) => 1000 + Math.floor(n / 5))
const ids = times.map((_, n) => `row-${String((n * 7) % 20).padStart(2, '0')}`)
const expected = ids.map((id, n) => ({ id, at: times[n] ?? 0 }))
  .toSorted((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)).map((row) => row.id)

interface List {
  readonly name: string
  add(id: Id, at: number): Write
  read(store: Store, page: Page): Promise<readonly { readonly id: Id }[]>
}

const lists: readonly List[] = [
  {
    name: 'sessions of a user',
    add: (id, created) => insertSession(id, { subject: 'ann', created }),
    read: (store, page) => store.listSessions('ann', 0, page),
  },
  {
    name: 'live sessions',
    add: (id, created) => insertSession(id, { subject: 'ann', created, lastSeen: 5000, absoluteEnd: 9999 }),
    read: async (store, page) => (await store.listLiveSessions(5001, page)).map(({ session }) => session),
  },
  { name: 'events', add: (id, at) => record(id, { at }), read: (store, page) => store.listEvents({}, page) },
  {
    name: 'events of a subject',
    add: (id, at) => record(id, { at, subject: 'ann' }),
    read: (store, page) => store.listEvents({ subject: 'ann' }, page),
  },
  {
    name: 'events of a type, an actor and a time',
    add: (id, at) => record(id, { at, type: 'user_created', actor: 'bob' }),
    read: (store, page) => store.listEvents({ type: 'user_created', actor: 'bob', from: 1000, until: 3000 }, page),
  },
]

async function fill(store: Store, list: List): Promise<void> {
  await commit(store, insertUser('ann'), ...ids.map((id, n) => list.add(id, times[n] ?? 0)))
}

/** All pages; `between` runs after each. */
async function pages(store: Store, list: List, between: (page: number) => Promise<unknown>): Promise<Id[]> {
  const seen: Id[] = []
  for (let page = 0; page < 99; page += 1) {
    const rows = await list.read(store, { limit: 3, after: seen.at(-1) })
    if (rows.length === 0) break
    seen.push(...rows.map((row) => row.id))
    await between(page)
  }
  return seen
}

const nothing = async (): Promise<void> => {}

export const paging = [
  ...lists.flatMap((list) => [
    fact(`${list.name} are listed newest first, and by id within a second`, async (store) => {
      await fill(store, list)
      const rows = await list.read(store, { limit: 99 })
      assert.deepEqual(rows.map((row) => row.id), expected)
      assert.deepEqual(await pages(store, list, nothing), expected)
      assert.deepEqual(await list.read(store, { limit: 0 }), [])
    }),

    fact(`${list.name} are paged without a gap or a repeat while newer ones are added`, async (store) => {
      await fill(store, list)
      const seen = await pages(store, list, (page) => commit(store, list.add(`zz-${page}`, 2000)))
      assert.deepEqual(seen, expected)
    }),

    fact(`a page of ${list.name} of no proper size is a TypeError`, async (store) => {
      for (const limit of [-1, 0.5, NaN]) await assert.rejects(list.read(store, { limit }), TypeError)
    }),

    fact(`a page of ${list.name} after one that is not there begins again`, async (store) => {
      await fill(store, list)
      const rows = await list.read(store, { limit: 3, after: 'gone' })
      assert.deepEqual(rows.map((row) => row.id), expected.slice(0, 3))
    }),
  ]),

  fact('sessions of other users, of nobody and of an earlier epoch are not listed', async (store) => {
    await commit(
      store, insertUser('ann'), insertUser('bob'), insertSession('visitor'), insertSession('b', { subject: 'bob' }),
      ...[1, 2, 3].map((epoch) => insertSession(`a${epoch}`, { subject: 'ann', epoch, created: epoch })),
    )
    const listed = async (epoch: number): Promise<Id[]> =>
      (await store.listSessions('ann', epoch, { limit: 9 })).map((row) => row.id)
    assert.deepEqual(await listed(2), ['a3', 'a2'])
    assert.deepEqual(await listed(4), [])
  }),

  fact('events of other subjects are not listed', async (store) => {
    const subjects = ['ann', 'bob', null]
    await commit(store, ...subjects.map((subject, n) => record(`e${n}`, { subject })))
    assert.deepEqual((await store.listEvents({ subject: 'ann' }, { limit: 9 })).map((row) => row.id), ['e0'])
  }),
]

/** The bounds of the memory store; what it shares with others is in test/contracts/store.test.ts. */
import { describe, expect, it } from 'vitest'
import { memoryStore } from '../../src/stores/memory.ts'
import type { Evicted, MemoryOptions } from '../../src/stores/memory.ts'
import { insertSecret, insertSession, insertUser, insertVisit, record, revoke } from '../../src/testing/store/rows.ts'

async function bounded(options: MemoryOptions) {
  const evicted: Evicted[] = []
  const store = memoryStore({ ...options, onEvict: (what) => evicted.push(what) })
  await store.open()
  await store.commit([insertUser('ann')])
  const enter = (id: string, subject: string | null = 'ann') => store.commit([
    insertSession(id, { subject }),
    insertSecret(`d-${id}`, { session: id }),
    insertSecret(`used-${id}`, { session: id, consumed: 5 }),
  ])
  return { store, enter, ids: () => evicted.map(({ id }) => id), evicted }
}

describe('a memory store that is full of sessions', () => {
  it('holds as many as it may', async () => {
    const { enter, ids } = await bounded({ maxSessions: 3 })
    for (const id of ['a', 'b', 'c']) await enter(id)
    expect(ids()).toEqual([])
  })

  it('evicts visitors first, the oldest first, then the oldest sessions, and tells', async () => {
    const { store, enter, ids, evicted } = await bounded({ maxSessions: 3 })
    await enter('a')
    await enter('v1', null)
    await enter('v2', null)
    for (const id of ['b', 'c', 'd', 'e']) await enter(id)
    expect(ids()).toEqual(['v1', 'v2', 'a', 'b'])
    expect(evicted[0]).toEqual({ table: 'session', id: 'v1' })
    expect((await store.listSessions('ann', 0, { limit: 9 })).map(({ id }) => id)).toEqual(['e', 'd', 'c'])
  })

  it('never evicts a session for a visitor', async () => {
    const { store, enter, ids } = await bounded({ maxSessions: 2 })
    await enter('a')
    await enter('b')
    await enter('v', null)
    expect(ids()).toEqual(['v'])
    expect(await store.findSession('a')).not.toBeNull()
  })

  it('counts a visitor who logged in among the sessions, by the age it has', async () => {
    const { store, enter, ids } = await bounded({ maxSessions: 3 })
    await enter('v', null)
    await enter('a')
    await store.commit([{ do: 'update', table: 'session', id: 'v', if: {}, set: { subject: 'ann' } }])
    await enter('v2', null)
    await enter('b')
    await enter('c')
    expect(ids()).toEqual(['v2', 'v'])
  })

  it('goes by age, whatever was last changed', async () => {
    const { store, enter, ids } = await bounded({ maxSessions: 3 })
    for (const id of ['v1', 'v2', 'v3']) await enter(id, null)
    await store.commit([{ do: 'update', table: 'session', id: 'v1', if: {}, set: { lastSeen: 999 } }])
    await enter('v4', null)
    expect(ids()).toEqual(['v1'])
  })

  it('evicts the secrets of a session with it, and none of another', async () => {
    const { store, enter } = await bounded({ maxSessions: 1 })
    await enter('a')
    await enter('b')
    for (const digest of ['d-a', 'used-a']) expect(await store.findByDigest(digest)).toBeNull()
    for (const digest of ['d-b', 'used-b']) expect(await store.findByDigest(digest)).not.toBeNull()
  })

  it('evicts nothing for a commit that fails', async () => {
    const { enter, ids, store } = await bounded({ maxSessions: 1 })
    await enter('a')
    expect(await store.commit([insertSession('b'), insertSession('a')])).toEqual({ ok: false, failed: 1 })
    expect(ids()).toEqual([])
  })

  it('makes room for many of one commit at once', async () => {
    const { store, ids } = await bounded({ maxSessions: 2 })
    await store.commit(['a', 'b', 'c', 'd'].map((id) => insertSession(id)))
    expect(ids()).toEqual(['a', 'b'])
  })
})

describe('a memory store that is full of events', () => {
  it('evicts the oldest, and never an entry of the log', async () => {
    const { store, evicted } = await bounded({ maxEvents: 2 })
    for (const id of ['x', 'y', 'z']) await store.commit([record(id, { at: 5 }), revoke(id)])
    expect(evicted).toEqual([{ table: 'event', id: 'x' }])
    expect((await store.listEvents({}, { limit: 9 })).map(({ id }) => id)).toEqual(['z', 'y'])
    expect((await store.readRevocations(0)).entries.map(({ id }) => id)).toEqual(['x', 'y', 'z'])
  })
})

it('a memory store that is full of visits evicts the oldest, and no session or event for them', async () => {
  const { store, enter, evicted } = await bounded({ maxVisits: 2, maxSessions: 9, maxEvents: 9 })
  await enter('a')
  await store.commit([record('x')])
  for (const id of ['u', 'v', 'w']) await store.commit([insertVisit(id)])
  expect(evicted).toEqual([{ table: 'visit', id: 'u' }])
  const [day] = await store.countVisits({ from: 0, until: Number.MAX_SAFE_INTEGER, limit: 9 })
  expect(day?.visits).toBe(2)
  expect(await store.findSession('a')).not.toBeNull()
})

it.each([
  { maxSessions: 0 }, { maxSessions: 1.5 }, { maxSessions: Number.NaN }, { maxEvents: -1 }, { maxVisits: 0 },
])(
  'a bound of %j is a TypeError',
  (options) => expect(() => memoryStore(options)).toThrow(TypeError),
)

it('a memory store bounds itself by default', async () => {
  const { store, ids } = await bounded({})
  await store.commit(Array.from({ length: 100_001 }, (_, n) => insertSession(`s${n}`)))
  await store.commit(Array.from({ length: 10_001 }, (_, n) => record(`e${n}`)))
  await store.commit(Array.from({ length: 100_001 }, (_, n) => insertVisit(`v${n}`)))
  expect(ids()).toEqual(['s0', 'e0', 'v0'])
})

it('a memory store answers rows that nobody can change', async () => {
  const { store } = await bounded({})
  const ann = await store.findUser('ann')
  expect(Object.isFrozen(ann)).toBe(true)
  expect(Object.isFrozen(ann?.roles)).toBe(true)
})

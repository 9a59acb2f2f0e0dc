/** Many at once: one wins, and nothing that was deleted comes back, under any interleaving. */
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import type { Store, Write } from '../../contracts.ts'
import { commit, fact, fiftyAtOnce } from './fact.ts'
import { ann, insertKey, insertSecret, insertSession, insertUser } from './rows.ts'

const ROUNDS = 300

/** What may come late to a session that is being deleted: last seen, a rotation, a new secret, a consumption. */
function lateWrites(id: string): readonly (readonly Write[])[] {
  const digest = `d-${id}`
  const consume = { do: 'update', table: 'secret', id: digest, if: { consumed: null }, set: { consumed: 9 } } as const
  return [
    [{ do: 'update', table: 'session', id, if: {}, set: { lastSeen: 9 } }],
    [{ do: 'update', table: 'session', id, if: { lastSeen: 203 }, set: { subject: 'ann' } }],
    [consume],
    [consume, insertSecret(`d2-${id}`, { session: id, generation: 2 })],
    [insertSecret(`d3-${id}`, { session: id })],
  ]
}

/** What is there of the session, by name; nothing, once it was deleted. */
async function revived(store: Store, id: string): Promise<readonly string[]> {
  const digests = ['d', 'd2', 'd3'].map((digest) => `${digest}-${id}`)
  const found = await Promise.all(digests.map((digest) => store.findByDigest(digest)))
  const listed = await store.listSessions('ann', 0, { limit: 9 })
  const isThere = await store.findSession(id) !== null
  return [...digests.filter((_, n) => found[n] !== null), ...listed.map((session) => `${session.id}, listed`), ...isThere ? [id] : []]
}

async function race(store: Store, id: string, random: () => number): Promise<void> {
  await commit(store, insertSession(id), insertSecret(`d-${id}`, { session: id }))
  const deletion = [{ do: 'delete', table: 'session', id, if: {} } as const]
  const all = shuffled([...lateWrites(id), deletion], random)
  const results = await Promise.all(all.map(async (writes) => {
    await turns(Math.floor(random() * 4))
    return store.commit(writes)
  }))
  assert.deepEqual(results[all.indexOf(deletion)], { ok: true }, 'the deletion did not hold')
  assert.deepEqual(await revived(store, id), [], `the session is back, after ${JSON.stringify(results)}`)
  const late = await Promise.all(lateWrites(id).map((writes) => store.commit(writes)))
  assert.equal(late.some((result) => result.ok), false, 'a write that came too late held')
  assert.deepEqual(await revived(store, id), [], 'a late write brought the session back')
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items.map((item) => ({ item, place: random() })).toSorted((a, b) => a.place - b.place).map(({ item }) => item)
}

/** mulberry32: the same numbers for the same seed, so that a failing round can be run again. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const races = [
  fact('of fifty who take one name exactly one gets it', async (store) => {
    assert.equal(await fiftyAtOnce(store, (n) => [insertUser(`u${n}`, { canonical: 'ann' })]), 1)
    const winner = await store.findUserByName('ann')
    const users = await Promise.all(Array.from({ length: 50 }, (_, n) => store.findUser(`u${n}`)))
    assert.deepEqual(users.filter((found) => found !== null), [winner])
  }),

  fact('of fifty who consume one secret exactly one does', async (store) => {
    await commit(store, ...ann)
    const won = await fiftyAtOnce(store, (n) => [
      { do: 'update', table: 'secret', id: 'd-ann', if: { consumed: null }, set: { consumed: 1000 + n } },
      insertSecret(`next-${n}`, { session: 's-ann' }),
    ])
    assert.equal(won, 1)
    assert.equal((await store.listSecrets('s-ann')).length, 2)
  }),

  fact('of fifty who make the current key of a use exactly one does', async (store) => {
    assert.equal(await fiftyAtOnce(store, (n) => [insertKey(`k${n}`)]), 1)
    assert.equal((await store.listKeys()).length, 1)
  }),

  fact(`a deleted session never comes back, in ${ROUNDS} interleavings`, async (store) => {
    const seed = randomInt(2 ** 32)
    const random = seeded(seed)
    await commit(store, insertUser('ann'))
    for (let round = 0; round < ROUNDS; round += 1) {
      try {
        await race(store, `s${round}`, random)
      } catch (cause) {
        throw new Error(`Round ${round} of seed ${seed}.`, { cause })
      }
    }
  }),
]

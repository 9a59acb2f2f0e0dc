/** The revocation log: numbered without gaps, in the order of the commits. */
import assert from 'node:assert/strict'
import type { RevocationLog, Store } from '../../contracts.ts'
import { commit, fact, fiftyAtOnce, refuse } from './fact.ts'
import { ended, insertSession, record, revoke } from './rows.ts'

async function readLog(store: Store, after: number): Promise<Omit<RevocationLog, 'incarnation'>> {
  const { seq, entries } = await store.readRevocations(after)
  return { seq, entries }
}

export const log = [
  fact('a commit that appends answers the number the log reached; another one answers none', async (store) => {
    assert.deepEqual(await store.commit([revoke('a'), record('e'), revoke('b')]), { ok: true, seq: 2 })
    assert.deepEqual(await store.commit([record('f')]), { ok: true })
    assert.deepEqual(await store.commit([revoke('c')]), { ok: true, seq: 3 })
  }),

  fact('the log is read after a number, oldest first', async (store) => {
    const version = { kind: 'version', id: 'ann', value: 7, at: 603, until: 604 } as const
    await commit(store, revoke('a'), revoke('b'), { do: 'revoke', entry: version })
    assert.deepEqual(await readLog(store, 0), { seq: 3, entries: [ended('a'), ended('b'), version] })
    assert.deepEqual(await readLog(store, 2), { seq: 3, entries: [version] })
    assert.deepEqual(await readLog(store, 3), { seq: 3, entries: [] })
    assert.deepEqual(await readLog(store, 99), { seq: 3, entries: [] })
  }),

  fact('every read of the log tells the same incarnation, whatever is appended', async (store) => {
    const { incarnation } = await store.readRevocations(0)
    assert.ok(incarnation.length >= 16, 'an incarnation is random')
    await commit(store, revoke('a'))
    assert.equal((await store.readRevocations(0)).incarnation, incarnation)
    assert.equal((await store.readRevocations(1)).incarnation, incarnation)
  }),

  fact('a store of its own has an incarnation of its own', async (store, open) => {
    const other = await open()
    try {
      const both = await Promise.all([store, other].map((one) => one.readRevocations(0)))
      assert.notEqual(both[0]?.incarnation, both[1]?.incarnation)
    } finally {
      await other.close()
    }
  }),

  fact('a commit that fails takes no number', async (store) => {
    await commit(store, insertSession('s'), revoke('a'))
    await refuse(store, 1, revoke('lost'), insertSession('s'))
    assert.deepEqual(await store.commit([revoke('b')]), { ok: true, seq: 2 })
    assert.deepEqual((await store.readRevocations(0)).entries, [ended('a'), ended('b')])
  }),

  fact('entries whose members stand in another order are the same entries', async (store) => {
    const { kind, id, value, at, until } = ended('b')
    await commit(store, revoke('a'), { do: 'revoke', entry: { until, at, value, id, kind } }, revoke('c'))
    assert.deepEqual((await store.readRevocations(0)).entries, ['a', 'b', 'c'].map(ended))
  }),

  fact('the same entry may be appended again', async (store) => {
    await commit(store, revoke('a'), revoke('a'))
    assert.deepEqual(await readLog(store, 1), { seq: 2, entries: [ended('a')] })
  }),

  fact('fifty commits at once take numbers without a gap, each in the order of the log', async (store) => {
    const numbers = new Map<string, number>()
    await Promise.all(Array.from({ length: 50 }, async (_, n) => {
      const result = await store.commit([revoke(`${n}`), revoke(`${n} too`)])
      if (result.ok && result.seq !== undefined) numbers.set(`${n} too`, result.seq)
    }))
    const { seq, entries } = await store.readRevocations(0)
    assert.equal(seq, 100)
    assert.equal(numbers.size, 50)
    for (const [id, number] of numbers) assert.equal(entries[number - 1]?.id, id)
  }),

  fact('who reads after the number of the last read misses no entry while others append', async (store) => {
    const appending = fiftyAtOnce(store, (n) => [revoke(`${n}`)])
    const seen: string[] = []
    for (let after = 0; after < 50;) {
      const { seq, entries } = await store.readRevocations(after)
      assert.equal(entries.length, seq - after)
      seen.push(...entries.map((entry) => entry.id))
      after = seq
      await new Promise((resolve) => setImmediate(resolve))
    }
    assert.equal(await appending, 50)
    assert.equal(new Set(seen).size, 50)
  }),

  fact('pruning of the newest entry does not lower the number', async (store) => {
    await commit(store, revoke('a'), { do: 'revoke', entry: { ...ended('long'), until: 9000 } }, revoke('b'))
    assert.equal(await store.reap({ now: 1000, most: 9 }), 2)
    assert.deepEqual(await readLog(store, 0), { seq: 3, entries: [{ ...ended('long'), until: 9000 }] })
    assert.deepEqual(await readLog(store, 2), { seq: 3, entries: [] })
    await store.reap({ now: 9999, most: 9 })
    assert.deepEqual(await readLog(store, 0), { seq: 3, entries: [] })
    assert.deepEqual(await store.commit([revoke('c')]), { ok: true, seq: 4 })
    assert.deepEqual(await readLog(store, 3), { seq: 4, entries: [ended('c')] })
  }),

  fact('a long log is told in parts, each with the number from which the next one goes on, and nothing twice or not at all', async (store) => {
    const ids = Array.from({ length: 12_345 }, (_, n) => `r${n}`)
    for (let from = 0; from < ids.length; from += 1000) await commit(store, ...ids.slice(from, from + 1000).map(revoke))
    const read: string[] = []
    for (let part = await store.readRevocations(0); ; part = await store.readRevocations(part.seq)) {
      read.push(...part.entries.map(({ id }) => id))
      assert.equal(part.seq, read.length)
      if (part.isMore !== true) break
    }
    assert.deepEqual(read, ids)
  }),
]

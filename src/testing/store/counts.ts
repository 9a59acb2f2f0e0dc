/** Throttles: counted in one write each, so that many attempts at once are still counted. */
import assert from 'node:assert/strict'
import type { Store, Write } from '../../contracts.ts'
import { commit, fact, fiftyAtOnce, refuse } from './fact.ts'

function count(at: number, until: number, atMost = 100): Write {
  return { do: 'count', bucket: 'b', at, until, atMost }
}

async function bucket(store: Store): Promise<readonly number[] | null> {
  const found = await store.findThrottle('b')
  return found && [found.count, found.last, found.until]
}

export const counts = [
  fact('a count begins at one, and keeps its first end', async (store) => {
    await commit(store, count(10, 20))
    assert.deepEqual(await bucket(store), [1, 10, 20])
    await commit(store, count(15, 99))
    assert.deepEqual(await bucket(store), [2, 15, 20])
  }),

  fact('a count goes on until the second before its end, and begins again at that second', async (store) => {
    await commit(store, count(10, 20), count(19, 29))
    assert.deepEqual(await bucket(store), [2, 19, 20])
    await commit(store, count(20, 30))
    assert.deepEqual(await bucket(store), [1, 20, 30])
    await commit(store, count(31, 41))
    assert.deepEqual(await bucket(store), [1, 31, 41])
  }),

  fact('a full count refuses until its end, and not after', async (store) => {
    await commit(store, count(10, 20, 1))
    await refuse(store, 0, count(19, 29, 1))
    assert.deepEqual(await bucket(store), [1, 10, 20])
    await commit(store, count(20, 30, 1))
  }),

  fact('a commit can count twice, and the cap holds within it', async (store) => {
    await refuse(store, 2, count(10, 20, 2), count(10, 20, 2), count(10, 20, 2))
    assert.equal(await bucket(store), null)
  }),

  fact('taking back stops at zero and removes the bucket', async (store) => {
    await commit(store, { do: 'uncount', bucket: 'b', by: 1 })
    await commit(store, count(10, 20), count(10, 20), count(10, 20), { do: 'uncount', bucket: 'b', by: 1 })
    assert.deepEqual(await bucket(store), [2, 10, 20])
    await commit(store, { do: 'uncount', bucket: 'b', by: 0 })
    assert.deepEqual(await bucket(store), [2, 10, 20])
    await commit(store, { do: 'uncount', bucket: 'b', by: 2 })
    assert.equal(await bucket(store), null)
    await commit(store, count(11, 21), { do: 'uncount', bucket: 'b', by: 100 })
    assert.equal(await bucket(store), null)
    await commit(store, count(12, 22))
    assert.deepEqual(await bucket(store), [1, 12, 22])
  }),

  fact('of fifty attempts at once exactly as many pass as may', async (store) => {
    assert.equal(await fiftyAtOnce(store, () => [count(10, 20, 7)]), 7)
    assert.deepEqual(await bucket(store), [7, 10, 20])
  }),
]

/** A fact about stores, and the small words that facts are written in. */
import assert from 'node:assert/strict'
import type { CommitResult, Store, Write } from '../../contracts.ts'
import type { Fact } from '../fact.ts'

/** Makes a store that is new, empty and open. */
export type OpenStore = () => Promise<Store>
export type StoreFact = (open: OpenStore) => Fact

/** Each fact has a store of its own, and may open others that share nothing with it. */
export function fact(name: string, body: (store: Store, open: OpenStore) => Promise<void>): StoreFact {
  return (open) => ({
    name,
    async run() {
      const store = await open()
      try {
        await body(store, open)
      } finally {
        await store.close()
      }
    },
  })
}

/** A commit that has to hold. */
export async function commit(store: Store, ...writes: readonly Write[]): Promise<CommitResult> {
  const result = await store.commit(writes)
  assert.equal(result.ok, true, `expected the commit to hold: ${JSON.stringify(result)}`)
  return result
}

/** A commit that has to fail, at this write. */
export async function refuse(store: Store, failed: number, ...writes: readonly Write[]): Promise<void> {
  assert.deepEqual(await store.commit(writes), { ok: false, failed })
}

/** Fifty at once; answers how many of them held. */
export async function fiftyAtOnce(store: Store, writes: (n: number) => readonly Write[]): Promise<number> {
  const results = await Promise.all(Array.from({ length: 50 }, (_, n) => store.commit(writes(n))))
  return results.filter((result) => result.ok).length
}

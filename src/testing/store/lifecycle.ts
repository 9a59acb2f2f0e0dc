/** How a store begins and ends. */
import assert from 'node:assert/strict'
import type { Store } from '../../contracts.ts'
import { commit, fact } from './fact.ts'
import { insertUser, user } from './rows.ts'

const isStoreError = (error: unknown): boolean => error instanceof Error && error.name === 'StoreError'

const page = { limit: 1 }
const uses: readonly ((store: Store) => Promise<unknown>)[] = [
  (store) => store.findByDigest('x'),
  (store) => store.findUser('x'),
  (store) => store.findUserByName('x'),
  (store) => store.hasRole('x'),
  (store) => store.listSecrets('x'),
  (store) => store.listUserSecrets('x', 'key'),
  (store) => store.findSession('x'),
  (store) => store.listSessions('x', 0, page),
  (store) => store.findThrottle('x'),
  (store) => store.listKeys(),
  (store) => store.readRevocations(0),
  (store) => store.listEvents({}, page),
  (store) => store.countVisits({ from: 0, until: 1, limit: 1 }),
  (store) => store.listUsers({ by: 'canonical', prefix: '' }, { limit: 1 }),
  (store) => store.listLiveSessions(0, { limit: 1 }),
  (store) => store.countEvents({ types: [], from: 0, until: 1 }),
  (store) => store.commit([]),
  (store) => store.reap({ now: 1, most: 1 }),
  (store) => store.watch === undefined ? store.commit([]) : store.watch(() => {}),
]

export const lifecycle = [
  fact('opening an open store changes nothing', async (store) => {
    await commit(store, insertUser('ann'))
    await store.open()
    assert.deepEqual(await store.findUser('ann'), user('ann'))
  }),

  fact('closing is idempotent, at once and later', async (store) => {
    await Promise.all([store.close(), store.close()])
    await store.close()
  }),

  fact('a closed store rejects every use with a StoreError', async (store) => {
    await store.close()
    for (const use of uses) await assert.rejects(use(store), isStoreError)
  }),

  fact('what is under way when a store closes is finished first', async (store) => {
    const underWay = [store.commit([insertUser('ann')]), store.reap({ now: 1, most: 1 }), store.findUser('x')] as const
    await store.close()
    assert.deepEqual(await Promise.all(underWay), [{ ok: true }, 0, null])
  }),

  fact('a commit of nothing holds', async (store) => {
    assert.deepEqual(await store.commit([]), { ok: true })
  }),
]

import { describe, expect, it } from 'vitest'
import type { Store } from '../../src/contracts.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { StoreError } from '../../src/stores/store-error.ts'
import { startInstance } from '../support/instance.ts'
import { createClient, logIn, me, signUp } from '../support/client.ts'

/** Makes the commit and loses its answer, or is away, when it is told to. */
function lossyStore() {
  const store = memoryStore()
  let mode: 'well' | 'lost' | 'away' = 'well'
  const lossy: Store = {
    ...store,
    async commit(writes) {
      if (mode === 'away') throw new StoreError('The store is away.')
      const result = await store.commit(writes)
      if (mode === 'lost') throw new StoreError('The answer was lost.')
      return result
    },
    readRevocations: (after) => mode === 'away' ? Promise.reject(new StoreError('The store is away.')) : store.readRevocations(after),
  }
  return { store: lossy, set: (to: typeof mode) => { mode = to } }
}

async function stage() {
  const { store, set } = lossyStore()
  const instance = await startInstance({ store })
  await signUp(instance.auth)
  const login = await logIn(instance.auth, 'jwt')
  const bearer = { headers: login.shown }
  const authenticate = () => instance.auth.authenticate(new Request('http://localhost:3000/orders', bearer))
  return { instance, set, login, bearer, authenticate }
}

describe('a commit that ended a session and was never answered', () => {
  it('B-07: is a 503, and its JWT is refused at once on revocable routes too', async () => {
    const { instance, set, bearer, authenticate } = await stage()
    set('lost')
    expect((await createClient(instance.auth).send('POST', '/auth/logout', bearer)).status).toBe(503)
    set('well')
    expect(await authenticate()).toEqual({ status: 'refused', reason: 'session_revoked' })
    instance.pass(60)
    expect(await authenticate()).toEqual({ status: 'refused', reason: 'session_revoked' })
  })

  it('F-03: leaves the JWT neither valid nor refused while the store cannot be asked', async () => {
    const { instance, set, login, bearer, authenticate } = await stage()
    set('away')
    expect((await createClient(instance.auth).send('POST', '/auth/logout', bearer)).status).toBe(503)
    await expect(authenticate()).rejects.toThrow(StoreError)
    set('well')
    expect((await authenticate()).status).toBe('authenticated')
    expect((await me(instance.auth, login.shown)).status).toBe(200)
  })
})

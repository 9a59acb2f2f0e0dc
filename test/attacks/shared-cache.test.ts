/** Identities in a cache that several share: they are of one instance and one store, whatever else is shared with them. */
import { describe, expect, it } from 'vitest'
import type { SharedCache } from '../../src/contracts.ts'
import { createClient } from '../support/client.ts'
import { origin, password, secret, startInstance } from '../support/instance.ts'

describe('a login of another deployment, with the same secret and the same cache, opens nothing here', () => {
  it.each([['another origin', 'https://staging.example.com'], ['the same origin and another store', origin]])('of %s', async (_, other) => {
    const texts = new Map<string, string>()
    const cache: SharedCache = {
      get: (key) => Promise.resolve(texts.get(key) ?? null),
      set(key, text) {
        texts.set(key, text)
        return Promise.resolve()
      },
    }
    const production = await startInstance({ secret, shared: { cache } })
    const staging = await startInstance({ secret, shared: { cache }, origin: other })
    for (const one of [production, staging]) one.pass(5)
    // Whoever tests there may be an administrator there.
    await staging.auth.users.add({ username: 'tester', password, email: null, roles: ['admin'] })
    const login = await createClient(staging.auth).send('POST', '/auth/login', { json: { username: 'tester', password, carrier: 'cookie' } })
    const cookie = String(login.headers.getSetCookie()[0]).split(';')[0] ?? ''
    expect((await staging.auth.authenticate(new Request(`${other}/x`, { headers: { cookie } }))).status).toBe('authenticated')
    await expect.poll(() => texts.size).toBe(1)
    expect((await production.auth.authenticate(new Request(`${origin}/x`, { headers: { cookie } }))).status).toBe('refused')
  })
})

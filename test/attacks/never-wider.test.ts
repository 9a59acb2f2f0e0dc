/**
 * Elevation of privilege by exchange: credential × requested scope × roles, and roles that change meanwhile. What comes out may
 * do what was asked for, what the credential may and what the roles allow now: never more than any of them.
 */
import { describe, expect, it } from 'vitest'
import type { AuthenticateOptions, Authentication } from '../../src/contracts.ts'
import type { Auth } from '../../src/create-auth.ts'
import { watchedStore } from '../http/watched-store.ts'
import { addUser } from '../http/people.ts'
import { createClient, logIn } from '../support/client.ts'
import { bearing, exchange, exchanged, newKey, roles, type Shown } from '../support/narrowing.ts'
import { origin, startInstance } from '../support/instance.ts'

const scopes = ['orders:read', 'orders:write', 'profile:read', 'latchkey:admin', 'latchkey:introspect', 'nobody:has'] as const
const requests = [null, [], ['orders:read'], ['orders:read', 'orders:write'], ['profile:read'], ['orders:read', 'latchkey:admin'], ['nobody:has'], ['*'], ['admin']] as const
const people = { none: [], clerk: ['clerk'], editor: ['editor'], admin: ['admin'], both: ['admin', 'editor'], odd: ['constructor', '__proto__', '*'] } as const

/** As the documents have it, written a second time. */
function allowed(held: readonly string[]): readonly string[] {
  const table: Readonly<Record<string, readonly string[]>> = { clerk: ['orders:read'], editor: ['orders:read', 'orders:write'], admin: ['latchkey:admin', 'latchkey:introspect', 'latchkey:metrics'] }
  return ['profile:read', ...held.flatMap((role) => Object.hasOwn(table, role) ? table[role] ?? [] : [])]
}

const sources: Readonly<Record<string, (auth: Auth) => Promise<{ shown: Shown, scope: readonly string[] | null }>>> = {
  cookie: async (auth) => ({ shown: (await logIn(auth, 'cookie')).shown, scope: null }),
  jwt: async (auth) => ({ shown: (await logIn(auth, 'jwt')).shown, scope: null }),
  token: async (auth) => ({ shown: (await logIn(auth, 'token')).shown, scope: null }),
  'narrowed token': async (auth) => ({ shown: bearing(await exchanged(auth, (await logIn(auth, 'jwt')).shown, { carrier: 'token', scope: 'profile:read' })), scope: ['profile:read'] }),
  'API key': async (auth) => ({ shown: bearing((await newKey(auth, (await logIn(auth, 'jwt')).shown)).key), scope: null }),
  'narrowed API key': async (auth) => ({ shown: bearing((await newKey(auth, (await logIn(auth, 'jwt')).shown, { scope: 'profile:read' })).key), scope: ['profile:read'] }),
}

function asks(auth: Auth, shown: Shown, options?: AuthenticateOptions): Promise<Authentication> {
  return auth.authenticate(new Request(`${origin}/orders`, { headers: shown }), options)
}

/** Which of all scopes a credential opens, by the principal and by the guard of a route alike. */
async function opens(auth: Auth, shown: Shown): Promise<readonly string[]> {
  const outcome = await asks(auth, shown)
  if (outcome.status !== 'authenticated') throw new Error('it is live')
  const can = scopes.filter((scope) => auth.can(outcome.principal, scope))
  const passes: string[] = []
  for (const scope of scopes) if ((await asks(auth, shown, { scope })).status === 'authenticated') passes.push(scope)
  expect(passes).toEqual(can)
  return can
}

describe.each(Object.entries(people))('with the roles of %s', (_, held) => {
  it.each(Object.keys(sources))('a %s gives what was asked, held and allowed, or nothing', async (name) => {
    const { auth, ...instance } = await startInstance({ roles })
    await addUser({ auth, ...instance }, 'mira', { roles: [...held] })
    const { shown, scope } = await sources[name]?.(auth) ?? { shown: {}, scope: null }
    const may = allowed(held).filter((one) => scope?.includes(one) ?? true)
    for (const asked of requests) {
      for (const carrier of ['jwt', 'token']) {
        const { status, body } = await exchange(auth, shown, { carrier, ...(asked !== null && { scope: asked.join(' ') }) })
        const isWithin = asked?.every((one) => may.includes(one)) ?? true
        expect([asked, status, body['code']]).toEqual([asked, isWithin ? 200 : 403, isWithin ? undefined : 'insufficient_scope'])
        if (!isWithin) continue
        const expected = scopes.filter((one) => (asked === null ? may : [...asked] as string[]).includes(one))
        expect([asked, await opens(auth, bearing(String(body['access_token'])))]).toEqual([asked, expected])
      }
    }
  })
})

describe('when the roles change meanwhile', () => {
  it.each(['cookie', 'jwt', 'token', 'API key'])('what was narrowed with a %s loses what the roles lose, at once', async (name) => {
    const instance = await startInstance({ roles })
    const user = await addUser(instance, 'mira', { roles: ['editor'] })
    const { auth } = instance
    const { shown } = await sources[name]?.(auth) ?? { shown: {} }
    const narrow = bearing(await exchanged(auth, shown, { carrier: 'jwt', scope: 'orders:write' }))
    const key = bearing((await newKey(auth, (await logIn(auth, 'jwt')).shown, { scope: 'orders:write' })).key)
    await auth.users.setRoles(user.id, ['clerk'])
    expect(await asks(auth, narrow)).toEqual({ status: 'refused', reason: 'credential_stale' })
    expect(await asks(auth, key, { scope: 'orders:write' })).toEqual({ status: 'refused', reason: 'insufficient_scope' })
    expect((await exchange(auth, key, { carrier: 'jwt', scope: 'orders:write' })).body['code']).toBe('insufficient_scope')
    expect(await opens(auth, bearing(await exchanged(auth, key, { carrier: 'jwt' })))).toEqual([])
    await auth.users.setRoles(user.id, ['editor', 'admin'])
    expect(await opens(auth, key)).toEqual(['orders:write'])
  })

  it.each(['cookie', 'jwt', 'API key'])('in the middle of an exchange with a %s, the roles that are now decide', async (name) => {
    let act: (() => Promise<unknown>) | null = null
    const store = watchedStore(async ({ verb, writes }) => {
      if (verb !== 'commit' || act === null || !writes.some((write) => write.do === 'record' && write.event.detail['exchanged'] === true)) return
      const acts = act
      act = null
      await acts()
    })
    const instance = await startInstance({ roles, store })
    const user = await addUser(instance, 'mira', { roles: ['editor'] })
    const { auth } = instance
    for (const json of [{ carrier: 'jwt' }, { carrier: 'ticket', path: '/a' }]) {
      await auth.users.setRoles(user.id, ['editor'])
      const { shown } = await sources[name]?.(auth) ?? { shown: {} }
      act = () => auth.users.setRoles(user.id, ['clerk'])
      expect((await exchange(auth, shown, { ...json, scope: 'orders:write' })).body['code']).toBe('insufficient_scope')
      await auth.users.setRoles(user.id, ['editor'])
      const again = (await sources[name]?.(auth))?.shown ?? {}
      act = () => auth.users.setRoles(user.id, ['clerk'])
      expect((await exchange(auth, again, json)).status).toBe(200)
    }
  })

  it('a stated scope that no role allows any more is worth nothing', async () => {
    const instance = await startInstance({ roles })
    await addUser(instance, 'mira', { roles: ['editor'] })
    const key = bearing((await newKey(instance.auth, (await logIn(instance.auth, 'jwt')).shown, { scope: 'orders:write' })).key)
    const later = await startInstance({ store: instance.store, roles: { editor: ['orders:read'] } })
    expect(await opens(later.auth, key)).toEqual([])
  })
})

it('E-05: nobody is an administrator by a scope, a claim or a name of a role', async () => {
  const instance = await startInstance({ roles })
  await addUser(instance, 'mira', { roles: ['editor'] })
  const { shown } = await logIn(instance.auth, 'jwt')
  for (const path of ['/auth/admin/visits', '/auth/admin/visits?scope=latchkey:admin']) {
    expect((await createClient(instance.auth).send('GET', path, { headers: { ...shown, 'x-latchkey-scope': 'latchkey:admin' } })).body['code']).toBe('insufficient_scope')
  }
})

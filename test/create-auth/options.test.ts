import { describe, expect, it } from 'vitest'
import { carrier } from '../../src/core/carriers.ts'
import { createAuth, type AuthOptions } from '../../src/create-auth.ts'
import { opaque } from '../../src/formats/opaque.ts'
import { bearer } from '../../src/transports/bearer.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { logIn, ownPage, signUp } from '../support/client.ts'
import { origin, secret, startInstance } from '../support/instance.ts'

const orders = (headers: Readonly<Record<string, string>>, method = 'GET') => new Request(`${origin}/orders`, { method, headers })

describe('the options of an instance', () => {
  it.each<[string, object]>([
    ['origin', { origin: 'https://app.example.com/' }], ['origin', { origin: 'http://app.example.com' }],
    ['secret', { secret: 'short' }], ['base', { base: 'auth' }],
    ['freshness', { freshness: 'revokable' }], ['signup', { signup: 'Closed' }], ['jwtAlgorithm', { jwtAlgorithm: 'none' }],
    ['limits.leeway', { limits: { leeway: 600 } }],
    ['languages', { languages: [] }], ['languages', { languages: ['en', 'en_US'] }],
    ['consentVersion', { consentVersion: 1.5 }], ['consentVersion', { consentVersion: -1 }],
    ['visitorSessions', { visitorSessions: 'always' }],
    ...['https://wiki.example.com/', 'http://wiki.example.com', 'wiki.example.com', 'https://*.example.com', origin, origin.replace('http:', 'https:')]
      .map((one): [string, object] => ['guardedOrigins', { guardedOrigins: [one] }]),
    ['guardedOrigins', { guardedOrigins: ['https://wiki.example.com', 'https://wiki.example.com'] }],
    ['provedCredentials', { provedCredentials: NaN }], ['provedCredentials', { provedCredentials: -1 }],
    ['key', { carriers: [carrier('key', opaque({ purpose: 'session', prefix: 'x_' }), [bearer()])] }],
    ['mine', { carriers: ['mine', 'mine'].map((name) => carrier(name, opaque({ purpose: 'session', prefix: 'x_' }), [bearer()])) }],
    ['roles.editor', { roles: { editor: ['latchkey:admin'] } }],
  ])('%s is refused at once where it is wrong: %j', (name, wrong) => {
    const options = { origin, secret, store: memoryStore(), ...wrong } as AuthOptions // wrong on purpose
    expect(() => createAuth(options)).toThrow(TypeError)
    expect(() => createAuth(options)).toThrow(name.split('.').at(-1) ?? '')
  })

  it('freshness holds for a route that leaves it undefined, and a misspelt one is refused', async () => {
    const instance = await startInstance({ freshness: 'authoritative' })
    await signUp(instance.auth)
    const login = await logIn(instance.auth, 'jwt')
    // Deleted behind the index's back: only the store knows.
    await instance.store.commit([{ do: 'delete', table: 'session', id: login.session, if: {} }])
    const route = { freshness: undefined } as object // what a JavaScript caller writes
    expect(await instance.auth.authenticate(orders(login.shown), route)).toEqual({ status: 'refused', reason: 'session_revoked' })
    const misspelt = { freshness: 'authoritive' } as object // the same
    await expect(instance.auth.authenticate(orders(login.shown), misspelt)).rejects.toThrow(TypeError)
  })
})

describe('the verbs of an instance', () => {
  it('B-14: logout by a cookie is refused from another site, whatever the method', async () => {
    const { auth } = await startInstance()
    await signUp(auth)
    const { shown } = await logIn(auth, 'cookie')
    const elsewhere = { ...shown, 'sec-fetch-site': 'cross-site' }
    for (const method of ['GET', 'POST']) {
      expect(await auth.logout(orders(elsewhere, method))).toEqual({ ok: false, reason: 'csrf_rejected' })
    }
    expect(await auth.logout(orders({ ...shown, ...ownPage }, 'POST'))).toEqual({ ok: true })
  })

  it.each([[['']], [['a b']], [['x'.repeat(65)]], [Array.from({ length: 33 }, (_, n) => `role${n}`)]])(
    'roles that are no names are refused where they are given, not at the next login: %j', async (roles) => {
      const { auth } = await startInstance()
      await signUp(auth)
      const user = await auth.users.findByName('mira')
      await expect(auth.users.setRoles(user?.id ?? '', roles)).rejects.toThrow(TypeError)
    },
  )

  it('the cap of sessions counts the living: what time has ended costs no remembered device its place', async () => {
    const instance = await startInstance({ limits: { sessionsPerUser: 3 } })
    const { auth, pass } = instance
    await signUp(auth)
    const remembered = await logIn(auth, 'cookie', { remember: true })
    for (let day = 0; day < 5; day++) {
      pass(86_400)
      await logIn(auth, 'jwt')
      await auth.authenticate(orders(remembered.shown))
    }
    expect((await auth.authenticate(orders(remembered.shown))).status).toBe('authenticated')
  })
})

describe('a network in which somebody guesses', () => {
  it('A-11: makes no known device wait, and writes one event a minute whatever its addresses', async () => {
    const instance = await startInstance()
    const { auth, store } = instance
    await signUp(auth)
    const from = (n: number) => ({ address: `198.51.100.${n}`, agent: null, request: null })
    const known = await auth.login({ username: 'mira', password: 'harbour quilt seven', from: from(1) })
    for (let n = 0; n < 40; n++) await auth.login({ username: `nobody${n}`, password: 'wrong', from: from(n) })
    const device = known.ok ? known.device : null
    const login = { username: 'mira', password: 'harbour quilt seven', from: from(2) }
    expect(await auth.login(login)).toMatchObject({ ok: false, code: 'throttled' })
    expect(await auth.login({ ...login, device })).toMatchObject({ ok: true })
    const events = await store.listEvents({}, { limit: 100 })
    expect(events.filter(({ type }) => type === 'excess_rate_limit_exceeded')).toHaveLength(1)
  })
})

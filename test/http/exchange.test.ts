/** POST /auth/exchange: what comes out of it, and what it is not given for. */
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { createClient, logIn, me, ownPage } from '../support/client.ts'
import { bearing, exchange, exchanged, newKey, roles } from '../support/narrowing.ts'
import { password, startInstance } from '../support/instance.ts'
import { addUser } from './people.ts'

const carriers = ['cookie', 'jwt', 'token'] as const
const stating = ['jwt', 'token'] as const

async function start() {
  // An idle limit that activity cannot move further than the end.
  const instance = await startInstance({ roles: { ...roles, editor: [...roles.editor, 'x'] }, limits: { session: { idle: 7200, absolute: 7200 } }, audiences: ['https://reports.example'] })
  const user = await addUser(instance, 'mira', { roles: ['editor'] })
  return { ...instance, user }
}

describe.each(carriers)('a %s is exchanged', (from) => {
  it.each(stating)('for a %s of the same person and login, with a jti of its own', async (to) => {
    const { auth, user } = await start()
    const login = await logIn(auth, from)
    const answer = await exchange(auth, login.shown, { carrier: to })
    expect(answer).toMatchObject({ status: 200, body: { carrier: to, token_type: 'Bearer', expires_in: 600, scope: null } })
    const shown = bearing(String(answer.body['access_token']))
    expect((await me(auth, shown)).body).toMatchObject({ user: { id: user.id }, carrier: to, session: { id: login.session } })
    const [one, another] = await Promise.all([shown, login.shown].map(async (headers) => auth.authenticate(new Request('http://localhost:3000/', { headers }))))
    if (one?.status !== 'authenticated' || another?.status !== 'authenticated') throw new Error('both are live')
    expect(one.principal.credential).toMatch(/^[\w-]{22}$/)
    expect(one.principal.credential).not.toBe(another.principal.credential)
    expect(one.principal).toMatchObject({ session: another.principal.session, authTime: 0 })
  })

  it.each(stating)('for a %s that is over with its login', async (to) => {
    const { auth } = await start()
    const login = await logIn(auth, from)
    const shown = bearing(await exchanged(auth, login.shown, { carrier: to }))
    await createClient(auth).send('POST', '/auth/logout', { headers: { ...login.shown, ...ownPage } })
    expect((await me(auth, shown)).body['code']).toBe('session_revoked')
    expect(await auth.authenticate(new Request('http://localhost:3000/', { headers: shown }))).toEqual({ status: 'refused', reason: 'session_revoked' })
  })
})

describe('an exchange', () => {
  it('narrows step by step and never back', async () => {
    const { auth } = await start()
    const { shown } = await logIn(auth, 'cookie')
    const one = await exchanged(auth, shown, { carrier: 'jwt', scope: 'orders:read profile:read' })
    const two = await exchanged(auth, bearing(one), { carrier: 'token', scope: 'profile:read' })
    expect((await me(auth, bearing(two))).body['scope']).toEqual(['profile:read'])
    for (const scope of ['orders:read', 'orders:read profile:read', 'orders:write']) {
      expect((await exchange(auth, bearing(two), { carrier: 'jwt', scope })).body['code']).toBe('insufficient_scope')
    }
    expect((await exchange(auth, bearing(two), { carrier: 'jwt' })).body['scope']).toBe('profile:read')
  })

  it('states the narrower scope to who fills in the custom claims', async () => {
    const seen: (readonly string[] | null)[] = []
    const instance = await startInstance({ roles, jwtClaims: ({ session }) => { seen.push(session.scope); return { may: session.scope } } })
    await addUser(instance, 'mira', { roles: ['editor'] })
    const { shown } = await logIn(instance.auth, 'cookie')
    const jwt = await exchanged(instance.auth, shown, { carrier: 'jwt', scope: 'orders:read' })
    expect([seen, decodeJwt(jwt)['may']]).toEqual([[['orders:read']], ['orders:read']])
  })

  it('for another audience gives what is good there and nowhere here, and can be revoked here (RFC 7009)', async () => {
    const { auth, store } = await start()
    const { shown } = await logIn(auth, 'jwt')
    const jwt = await exchanged(auth, shown, { carrier: 'jwt', audience: 'https://reports.example' })
    const { aud, jti } = decodeJwt(jwt)
    expect(aud).toBe('https://reports.example')
    expect((await me(auth, bearing(jwt))).body['code']).toBe('credential_invalid')
    await createClient(auth).send('POST', '/auth/revoke', { form: { token: jwt } })
    expect((await store.readRevocations(0)).entries).toContainEqual(expect.objectContaining({ kind: 'credential', id: jti }))
    // Who holds it elsewhere logs nobody out here.
    expect((await createClient(auth).send('POST', '/auth/logout', { headers: bearing(jwt) })).status).toBe(204)
    expect((await me(auth, shown)).status).toBe(200)
  })

  it.each([
    ['a cookie', { carrier: 'cookie' }], ['a key', { carrier: 'key' }], ['nothing', {}], ['an unknown carrier', { carrier: 'constructor' }],
    ['an audience that nobody named', { carrier: 'jwt', audience: 'https://evil.example' }],
    ['a sealed token for another audience', { carrier: 'token', audience: 'https://reports.example' }],
    ['a ticket for an audience', { carrier: 'ticket', path: '/a', audience: 'https://reports.example' }],
    ['a ticket without a path', { carrier: 'ticket' }], ['a JWT with a path', { carrier: 'jwt', path: '/a' }],
    ['a ticket of another method', { carrier: 'ticket', path: '/a', method: 'POST' }],
    ['a life of none', { carrier: 'jwt', expires_in: 0 }], ['a life of less', { carrier: 'jwt', expires_in: -1 }], ['half a second', { carrier: 'jwt', expires_in: 0.5 }],
    ['a scope that is none', { carrier: 'jwt', scope: 'a"b' }], ['two blanks', { carrier: 'jwt', scope: 'a  b' }],
    ['a list', { carrier: 'jwt', scope: ['orders:read'] }], ['a user', { carrier: 'jwt', user: 'root' }], ['a subject', { carrier: 'jwt', sub: 'x' }],
    ['a scope without end', { carrier: 'jwt', scope: Array.from({ length: 300 }, (_, n) => n).join(' ') }],
  ])('is not made for %s', async (_, json) => {
    const { auth } = await start()
    const { status, body } = await exchange(auth, (await logIn(auth, 'cookie')).shown, json)
    expect([status, ['malformed_request', 'unknown_field'].includes(String(body['code']))]).toEqual([400, true])
  })

  it('takes a scope once that is named three hundred times', async () => {
    const { auth } = await start()
    const { shown } = await logIn(auth, 'jwt')
    const scope = Array<string>(300).fill('x').join(' ')
    for (const carrier of stating) expect((await exchange(auth, shown, { carrier, scope })).body['scope']).toBe('x')
  })

  it('B-14: of a cookie is refused from another site, and without an origin', async () => {
    const { auth } = await start()
    const { shown } = await logIn(auth, 'cookie')
    for (const from of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }, { origin: 'null' }, {}]) {
      const answer = await createClient(auth).send('POST', '/auth/exchange', { headers: { ...shown, ...from }, json: { carrier: 'jwt' } })
      expect([answer.status, answer.body['code']]).toEqual([403, 'csrf_rejected'])
    }
  })

  it('is refused to who shows nothing, and to what is over', async () => {
    const { auth } = await start()
    expect((await exchange(auth, {}, { carrier: 'jwt' })).body['code']).toBe('credential_missing')
    const { shown } = await logIn(auth, 'jwt')
    await createClient(auth).send('POST', '/auth/logout', { headers: shown })
    expect((await exchange(auth, shown, { carrier: 'jwt' })).body['code']).toBe('session_revoked')
  })
})

describe('what was exchanged for a login is over with', () => {
  type Started = Awaited<ReturnType<typeof start>>
  const other = async ({ auth }: Started) => (await logIn(auth, 'jwt')).shown
  const ends: Readonly<Record<string, (at: Started, session: string) => Promise<unknown>>> = {
    'the end of its session by another': async (at, session) => createClient(at.auth).send('DELETE', `/auth/sessions/${session}`, { headers: await other(at) }),
    'a logout everywhere': async (at) => createClient(at.auth).send('DELETE', '/auth/sessions?all=true', { headers: await other(at) }),
    'the end of all others': async (at) => createClient(at.auth).send('DELETE', '/auth/sessions', { headers: await other(at) }),
    'a new password': async (at) => createClient(at.auth).send('POST', '/auth/password', { headers: await other(at), json: { current_password: password, new_password: 'lantern orbit cobalt' } }),
    'the account, disabled': ({ auth, user }) => auth.users.disable(user.id),
    'the account, disabled and enabled': async ({ auth, user }) => { await auth.users.disable(user.id); await auth.users.enable(user.id) },
    'the account, deleted': ({ auth, user }) => auth.users.delete(user.id),
  }
  it.each(Object.keys(ends))('%s, at once and whatever the freshness', async (name) => {
    const at = await start()
    const login = await logIn(at.auth, 'cookie')
    const made = await Promise.all(stating.map((carrier) => exchanged(at.auth, login.shown, { carrier, scope: 'profile:read' })))
    await ends[name]?.(at, login.session)
    for (const one of made) {
      expect((await me(at.auth, bearing(one))).body['code']).toBe('session_revoked')
      expect(await at.auth.authenticate(new Request('http://localhost:3000/', { headers: bearing(one) }))).toEqual({ status: 'refused', reason: 'session_revoked' })
    }
  })
})

describe('never longer', () => {
  const lives = [
    ['cookie', 7200], ['jwt', 600], ['token', 600],
  ] as const
  it.each(lives)('than the %s that is exchanged, at any second of its life', async (carrier, life) => {
    const { auth, pass } = await start()
    const { shown } = await logIn(auth, carrier)
    for (const [passed, left] of [[0, life], [life - 100, 100], [99, 1]] as const) {
      pass(passed)
      for (const to of stating) expect((await exchange(auth, shown, { carrier: to, expires_in: 99_999 })).body['expires_in']).toBe(Math.min(600, left))
      const ticket = await exchange(auth, shown, { carrier: 'ticket', path: '/a', expires_in: 99_999 })
      expect(ticket.body['expires_in']).toBe(Math.min(60, left))
    }
  })

  it.each(stating)('C-03: a %s that only the leeway keeps alive gives nothing', async (carrier) => {
    const { auth, pass } = await start()
    const { shown } = await logIn(auth, carrier)
    pass(600)
    expect((await me(auth, shown)).status).toBe(200)
    for (const json of [{ carrier: 'jwt' }, { carrier: 'token' }, { carrier: 'ticket', path: '/a' }]) {
      const { status, body } = await exchange(auth, shown, json)
      expect([status, body['code']]).toEqual([401, 'credential_expired'])
    }
  })

  it('than an API key', async () => {
    const { auth, pass } = await start()
    const { key } = await newKey(auth, (await logIn(auth, 'jwt')).shown, { expires_in: 1000 })
    pass(990)
    expect((await exchange(auth, bearing(key), { carrier: 'jwt' })).body['expires_in']).toBe(10)
    pass(10)
    expect((await exchange(auth, bearing(key), { carrier: 'jwt' })).body['code']).toBe('credential_expired')
  })
})

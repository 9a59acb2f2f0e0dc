/** What a credential is told to be: the same verdict that a request would hear, and nothing of it is used up. */
import { describe, expect, it } from 'vitest'
import { encodeBase64url } from '../../../src/crypto/bytes.ts'
import { query } from '../../../src/transports/query.ts'
import { addUser } from '../../http/people.ts'
import { watchedStore } from '../../http/watched-store.ts'
import { createClient, logIn } from '../../support/client.ts'
import { bearing, exchanged, newKey, roles } from '../../support/narrowing.ts'
import { origin, startInstance } from '../../support/instance.ts'

async function start() {
  const commits: unknown[] = []
  const instance = await startInstance({ roles, audiences: ['https://reports.example'], store: watchedStore(({ verb, writes }) => { if (verb === 'commit') commits.push(writes) }) })
  const user = await addUser(instance)
  const { auth } = instance
  const [cookie, jwt, token] = [await logIn(auth, 'cookie'), await logIn(auth, 'jwt'), await logIn(auth, 'token')]
  const key = await newKey(auth, jwt.shown, { scope: 'profile:read' })
  const credentials: Readonly<Record<string, string>> = {
    session: cookie.credential, jwt: jwt.credential, token: token.credential, refresh: jwt.refreshToken, key: key.key,
    ticket: await exchanged(auth, jwt.shown, { carrier: 'ticket', path: '/file', scope: 'profile:read' }),
    'jwt of a key': await exchanged(auth, bearing(key.key), { carrier: 'jwt' }),
  }
  const inspect = async (name: string) => auth.inspect(credentials[name] ?? '')
  return { ...instance, user, cookie, jwt, token, key, credentials, inspect, commits }
}

describe('a live one', () => {
  it.each([
    ['session', 'session', null, 7200], ['jwt', 'jwt', null, 600], ['token', 'token', null, 600], ['refresh', 'refresh', null, 43_200],
    ['key', 'key', ['profile:read'], 90 * 86_400], ['ticket', 'ticket', ['profile:read'], 60], ['jwt of a key', 'jwt', ['profile:read'], 600],
  ])('a %s is told as what it is', async (name, kind, scope, life) => {
    const { inspect, user, now, commits } = await start()
    commits.length = 0
    const told = await inspect(name)
    expect(told).toMatchObject({ isOurs: true, kind, user: { id: user.id }, scope, issuedAt: now(), expiresAt: now() + life, refusal: null })
    expect(commits).toEqual([])
  })

  it('is not used up and not used: a ticket is still good, a key was never used', async () => {
    const { auth, inspect, credentials, user, pass, cookie, jwt } = await start()
    const unused = await newKey(auth, jwt.shown)
    pass(59)
    for (const name of ['ticket', 'key', 'session']) expect((await inspect(name)).refusal).toBeNull()
    expect((await auth.inspect(unused.key)).refusal).toBeNull()
    expect((await auth.apiKeys.list(user.id)).find(({ id }) => id === unused.id)?.lastUsed).toBeNull()
    expect((await auth.sessions.list(user.id)).find(({ id }) => id === cookie.session)?.lastSeen).toBe(1_767_225_600)
    const request = new Request(`${origin}/file?ticket=${credentials['ticket']}`)
    expect((await auth.authenticate(request, { parameters: query() })).status).toBe('authenticated')
    expect((await inspect('ticket')).refusal).toBe('credential_invalid')
  })

  it('names the key, the path and the audience', async () => {
    const { auth, inspect, jwt } = await start()
    expect([await inspect('key'), await inspect('ticket')]).toMatchObject([{ detail: 'Nightly export' }, { detail: '/file' }])
    const elsewhere = await exchanged(auth, jwt.shown, { carrier: 'jwt', audience: 'https://reports.example' })
    expect(await auth.inspect(elsewhere)).toMatchObject({ isOurs: true, detail: 'https://reports.example', refusal: 'credential_invalid' })
  })
})

describe('why it would be refused', () => {
  it('is its time', async () => {
    const { inspect, pass } = await start()
    pass(91 * 86_400)
    expect((await Promise.all(['session', 'jwt', 'refresh', 'key', 'ticket'].map(inspect))).map(({ refusal }) => refusal)).toEqual(Array(5).fill('credential_expired'))
  })

  it('is the logout, the end of the key, the roles that changed', async () => {
    const { auth, inspect, jwt, key, user } = await start()
    await auth.users.setRoles(user.id, ['editor'])
    expect((await inspect('token')).refusal).toBe('credential_stale')
    await auth.apiKeys.end(user.id, key.id)
    await createClient(auth).send('POST', '/auth/logout', { headers: jwt.shown })
    // What a session and a key leave behind is forgotten; what states itself is known, and over.
    expect((await Promise.all(['jwt', 'jwt of a key'].map(inspect))).map(({ isOurs, refusal }) => [isOurs, refusal])).toEqual([[true, 'session_revoked'], [true, 'session_revoked']])
    for (const name of ['refresh', 'key', 'ticket']) expect(await inspect(name)).toEqual({ isOurs: false, kind: name, says: {}, refusal: 'credential_invalid' })
  })

  it('is that a refresh token was used, or the account is off', async () => {
    const { auth, inspect, jwt, user } = await start()
    await auth.refresh(jwt.refreshToken)
    expect((await inspect('refresh')).refusal).toBe('token_reused')
    await auth.users.disable(user.id)
    expect((await inspect('session')).refusal).toBe('session_revoked')
  })
})

describe('one that was not made here', () => {
  const part = (value: object) => encodeBase64url(Buffer.from(JSON.stringify(value)))

  it('a JWT is told as it stands, and as not verified', async () => {
    const { auth } = await start()
    const foreign = `${part({ alg: 'HS256' })}.${part({ sub: 'root', roles: ['admin'] })}.c2lnbmF0dXJl`
    expect(await auth.inspect(foreign)).toEqual({ isOurs: false, kind: 'jwt', says: { header: { alg: 'HS256' }, claims: { sub: 'root', roles: ['admin'] } }, refusal: 'credential_invalid' })
  })

  it('a sealed token tells no more than its outside', async () => {
    const [here, there] = [await start(), await start()]
    const told = await there.auth.inspect(here.token.credential)
    expect(told).toEqual({ isOurs: false, kind: 'token', says: { version: 1, hour: 1_767_225_600, checksum: 'right' }, refusal: 'credential_invalid' })
    expect(await there.auth.inspect(`${here.token.credential.slice(0, -1)}x`)).toMatchObject({ isOurs: false, kind: 'token', says: { checksum: 'wrong, or another version' } })
    expect(JSON.stringify(told)).not.toContain(here.user.id)
  })

  it.each(['', 'x', 'lk_se_x', 'a.b.c', '..', 'lk_at_', '__proto__', 'x'.repeat(16_000), '\u0000', 'lk_su_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'])('%j is refused, and nothing breaks', async (text) => {
    const { auth } = await start()
    expect(await auth.inspect(text)).toMatchObject({ isOurs: false, refusal: 'credential_invalid' })
  })
})

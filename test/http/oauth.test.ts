/** RFC 7662, 7009 and 8414: what a program that speaks OAuth finds here, by a client library that nobody here wrote. */
import * as oauth from 'oauth4webapi'
import { describe, expect, it } from 'vitest'
import type { Auth } from '../../src/create-auth.ts'
import { createClient, logIn, me, signUp, type Answer } from '../support/client.ts'
import { origin, startInstance } from '../support/instance.ts'
import { addUser } from './people.ts'

const client: oauth.Client = { client_id: 'orders' }

/** The library's requests, answered by the instance; it wants https but for a word. */
function options(auth: Auth) {
  const customFetch = (url: string, init: object) => auth.handler(new Request(url, init))
  return { [oauth.customFetch]: customFetch, [oauth.allowInsecureRequests]: true }
}

async function discover(auth: Auth): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(origin)
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...options(auth) }))
}

const bearer = (token: string): oauth.ClientAuth => (_as, _client, _body, headers) => { headers.set('authorization', `Bearer ${token}`) }

async function start() {
  const instance = await startInstance()
  await addUser(instance, 'mira')
  await addUser(instance, 'root', { roles: ['admin'] })
  const { credential: asker } = await logIn(instance.auth, 'jwt', { username: 'root' })
  const as = await discover(instance.auth)
  const introspect = async (token: string) => oauth.processIntrospectionResponse(
    as, client, await oauth.introspectionRequest(as, client, bearer(asker), token, options(instance.auth)),
  )
  const revoke = async (token: string) => {
    await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, oauth.None(), token, options(instance.auth)))
  }
  return { ...instance, as, asker, introspect, revoke }
}

/** What the route says to an asker, as text: what differs in one byte tells something. */
async function asked(auth: Auth, token: string, by: string): Promise<Answer> {
  return createClient(auth).send('POST', '/auth/introspect', { form: { token }, bearer: by })
}

describe('an OAuth client', () => {
  it('discovers what there is', async () => {
    const { as } = await start()
    expect(as).toMatchObject({
      issuer: origin, jwks_uri: `${origin}/.well-known/jwks.json`,
      introspection_endpoint: `${origin}/auth/introspect`, revocation_endpoint: `${origin}/auth/revoke`,
    })
  })

  it.each(['jwt', 'token'])('C-23: learns of a live %s whose it is, and nothing of one that was revoked', async (carrier) => {
    const { auth, introspect, revoke, now } = await start()
    const login = await logIn(auth, carrier)
    const live = await introspect(login.credential)
    expect(live).toMatchObject({ active: true, iss: origin, username: 'mira', sid: login.session, exp: now() + 600, token_type: 'Bearer' })
    await revoke(login.credential)
    expect(await introspect(login.credential)).toEqual({ active: false })
    // One access token is over; its login is not.
    const renewed = await createClient(auth).send('POST', '/auth/refresh', { json: { refresh_token: login.refreshToken } })
    expect(renewed.status).toBe(200)
    expect((await me(auth, login.shown)).status).toBe(401)
  })

  it('ends a login by its refresh token', async () => {
    const { auth, introspect, revoke } = await start()
    const login = await logIn(auth, 'jwt')
    expect(await introspect(login.refreshToken)).toMatchObject({ active: true, username: 'mira' })
    await revoke(login.refreshToken)
    expect(await introspect(login.refreshToken)).toEqual({ active: false })
    expect((await me(auth, login.shown)).body['code']).toBe('session_revoked')
  })
})

describe('C-23: introspection', () => {
  it('tells everything that is not live apart in nothing', async () => {
    const instance = await start()
    const { auth, asker, pass } = instance
    const [expired, revoked, elsewhere] = [await logIn(auth, 'jwt'), await logIn(auth, 'token'), await logIn(auth, 'cookie')]
    await instance.revoke(revoked.credential)
    const other = await startInstance()
    await signUp(other.auth, 'mira')
    const foreign = await logIn(other.auth, 'jwt')
    pass(700)
    const { body } = await createClient(auth).send('POST', '/auth/login', { json: { username: 'root', password: 'harbour quilt seven', carrier: 'jwt' } })
    const by = String(body['access_token'])
    const answers = await Promise.all([
      expired.credential, revoked.credential, foreign.credential, elsewhere.credential, asker, 'garbage', 'lk_rt_x',
    ].map((token) => asked(auth, token, by)))
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set(['200 {"active":false}']))
  })

  it('asks the asker who they are, and whether they may', async () => {
    const { auth, asker } = await start()
    const { credential } = await logIn(auth, 'jwt')
    const nobody = await createClient(auth).send('POST', '/auth/introspect', { form: { token: asker } })
    expect([nobody.status, nobody.body['error'], nobody.headers.get('www-authenticate')]).toEqual([401, 'invalid_client', 'Bearer realm="latchkey"'])
    const mira = await asked(auth, asker, credential)
    expect([mira.status, mira.body['error'], mira.body['code']]).toEqual([403, 'insufficient_scope', 'insufficient_scope'])
  })

  it('takes a form with a token, whatever else stands in it', async () => {
    const { auth, asker } = await start()
    const send = (sent: object) => createClient(auth).send('POST', '/auth/introspect', { bearer: asker, ...sent })
    expect((await send({ form: { token: asker, token_type_hint: 'access_token', future: 'x' } })).body['active']).toBe(true)
    expect((await send({ form: {} })).body['error']).toBe('invalid_request')
    expect((await send({ json: { token: asker } })).status).toBe(415)
  })

  it('C-20: answers by the store, so what ended a moment ago is not active', async () => {
    const { auth, introspect, store } = await start()
    const login = await logIn(auth, 'token')
    await store.commit([{ do: 'delete', table: 'session', id: login.session, if: {} }])
    expect(await introspect(login.credential)).toEqual({ active: false })
  })
})

describe('C-22: revocation', () => {
  it('says 200 of a token that is unknown, over or another\'s, and changes nothing', async () => {
    const { auth, store, pass } = await start()
    const old = await logIn(auth, 'jwt')
    pass(700)
    const before = (await store.readRevocations(0)).seq
    for (const token of ['garbage', 'lk_rt_x', 'lk_at_x', old.credential]) {
      const answer = await createClient(auth).send('POST', '/auth/revoke', { form: { token } })
      expect([answer.status, answer.text]).toEqual([200, ''])
    }
    expect((await store.readRevocations(0)).seq).toBe(before)
  })

  it('is 503 with a time to wait, and never 200, where it cannot be recorded', async () => {
    const { auth, store } = await start()
    const { credential } = await logIn(auth, 'jwt')
    await store.close()
    const answer = await createClient(auth).send('POST', '/auth/revoke', { form: { token: credential } })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
  })

  it('C-21: leaves nothing that a refresh at the same moment minted', async () => {
    const { auth, revoke } = await start()
    for (let round = 0; round < 20; round++) {
      const login = await logIn(auth, 'jwt')
      const refreshing = createClient(auth).send('POST', '/auth/refresh', { json: { refresh_token: login.refreshToken } })
      await Promise.all([refreshing, revoke(login.refreshToken)])
      const { status, body } = await refreshing
      if (status !== 200) continue
      const shown = { authorization: `Bearer ${String(body['access_token'])}` }
      const again = await createClient(auth).send('POST', '/auth/refresh', { json: { refresh_token: body['refresh_token'] } })
      expect([(await me(auth, shown)).status, again.status]).toEqual([401, 401])
    }
  })
})

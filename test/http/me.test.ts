/** GET /auth/me and POST /auth/refresh. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createClient, logIn, loginOf, me, ownPage } from '../support/client.ts'
import { start, startInstance, type Instance } from '../support/instance.ts'
import { ask } from './ask.ts'
import { addUser } from './people.ts'
import { expectedAttributes, setCookies } from './set-cookies.ts'

const refreshCookie = '__Host-latchkey-refresh'

let instance: Instance
beforeEach(async () => {
  instance = await startInstance()
  await addUser(instance)
})

const refresh = (json: unknown, headers: Record<string, string> = {}) =>
  createClient(instance.auth).send('POST', '/auth/refresh', { json, headers })

describe.each(['cookie', 'jwt', 'token'])('GET /auth/me by %s', (carrier) => {
  it('tells who asks, by which carrier, and until when', async () => {
    const login = await logIn(instance.auth, carrier)
    const answer = await me(instance.auth, login.shown)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(answer.body).toEqual({
      user: { id: expect.any(String), username: 'mira', roles: [] },
      carrier, scope: null,
      session: { id: login.session, created_at: start, auth_time: start, expires_at: start + 7200 },
    })
  })

  it('tells the roles of now, whatever the credential states', async () => {
    const login = await logIn(instance.auth, carrier)
    const { id = '' } = await instance.auth.users.findByName('mira') ?? {}
    await instance.auth.users.setRoles(id, ['editor'])
    const answer = await me(instance.auth, login.shown)
    // A cookie names a session whose user is read; a statement that states other roles is refused until it is renewed.
    expect([answer.status, answer.body['user'], answer.body['code']]).toEqual(
      carrier === 'cookie' ? [
        200, { id, username: 'mira', roles: ['editor'] }, undefined,
      ] : [401, undefined, 'credential_stale'],
    )
  })

  it('is authoritative: a user who was disabled is told so at once', async () => {
    const login = await logIn(instance.auth, carrier)
    const { id = '' } = await instance.auth.users.findByName('mira') ?? {}
    await instance.auth.users.disable(id)
    expect((await me(instance.auth, login.shown)).body['code']).toBe('session_revoked')
  })

  it('changes nothing but the time it was last seen', async () => {
    const login = await logIn(instance.auth, carrier)
    const before = await instance.store.findSession(login.session)
    instance.pass(300)
    await me(instance.auth, login.shown)
    const after = await instance.store.findSession(login.session)
    expect({ ...after?.session, lastSeen: 0 }).toEqual({ ...before?.session, lastSeen: 0 })
  })
})

it('a token is taken in X-Auth-Token too', async () => {
  const { credential } = await logIn(instance.auth, 'token')
  expect((await me(instance.auth, { 'x-auth-token': credential })).status).toBe(200)
})

describe.each(['jwt', 'token'])('a refresh of %s', (carrier) => {
  it('by the body answers as the login did, with the next generation', async () => {
    const login = await logIn(instance.auth, carrier)
    instance.pass(300)
    const answer = await refresh({ refresh_token: login.refreshToken })
    const next = loginOf(answer)
    expect(answer.status).toBe(200)
    expect(Object.keys(answer.body)).toEqual(Object.keys(login.answer.body))
    expect(answer.body)
      .toMatchObject({ carrier, token_type: 'Bearer', expires_in: 600, session: { id: login.session } })
    expect(answer.headers.getSetCookie()).toEqual([])
    expect(next.refreshToken).not.toBe(login.refreshToken)
    expect((await me(instance.auth, next.shown)).body['carrier']).toBe(carrier)
  })

  it('by the cookie answers into the cookie', async () => {
    const login = await logIn(instance.auth, carrier, { refresh: 'cookie' })
    const token = setCookies(login.answer.headers).get(refreshCookie)?.value
    const answer = await ask(instance.auth, 'POST /auth/refresh', {
      headers: { cookie: `${refreshCookie}=${token}`, ...ownPage },
    })
    const next = setCookies(answer.headers).get(refreshCookie)
    expect(answer.status).toBe(200)
    expect(answer.text).not.toContain('refresh_token')
    expect(next?.value).toMatch(/^lk_rt_[\w-]{43}$/)
    expect(next?.value).not.toBe(token)
    expect(next?.attributes).toBe(expectedAttributes(refreshCookie))
  })

  it('keeps a remembered cookie for what is left of its 30 days', async () => {
    const login = await logIn(instance.auth, carrier, { refresh: 'cookie', remember: true })
    const token = setCookies(login.answer.headers).get(refreshCookie)?.value
    instance.pass(86_400)
    const answer = await ask(instance.auth, 'POST /auth/refresh', {
      headers: { cookie: `${refreshCookie}=${token}`, ...ownPage },
    })
    expect(setCookies(answer.headers).get(refreshCookie)?.attributes)
      .toBe(expectedAttributes(refreshCookie, 29 * 86_400))
  })

  it('is refused once the token is of the past, and clears no cookie', async () => {
    const login = await logIn(instance.auth, carrier)
    await refresh({ refresh_token: login.refreshToken })
    instance.pass(31)
    const cookie = `${refreshCookie}=${login.refreshToken}`
    const answer = await ask(instance.auth, 'POST /auth/refresh', { headers: { cookie, ...ownPage } })
    expect([answer.status, answer.code]).toEqual([401, 'token_reused'])
    expect(answer.headers.getSetCookie()).toEqual([])
  })

  it('is 400 with a token in cookie and body, and uses neither', async () => {
    const login = await logIn(instance.auth, carrier)
    const cookie = { cookie: `${refreshCookie}=${login.refreshToken}`, ...ownPage }
    const both = await refresh({ refresh_token: login.refreshToken }, cookie)
    expect([both.status, both.body['code']]).toEqual([400, 'ambiguous_credentials'])
    expect((await refresh({ refresh_token: login.refreshToken })).status).toBe(200)
  })
})

describe('a refresh', () => {
  it.each([undefined, {}, { refresh_token: null }])('with %j is 401: no credential was sent', async (json) => {
    const answer = await createClient(instance.auth).send('POST', '/auth/refresh', json === undefined ? {} : { json })
    expect([answer.status, answer.body['code']]).toEqual([401, 'credential_missing'])
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="latchkey"')
  })

  it.each([
    '', 'x', `lk_rt_${'A'.repeat(43)}`, `lk_se_${'A'.repeat(43)}`,
  ])('with %j is 401: it is not valid', async (token) => {
    const answer = await refresh({ refresh_token: token })
    expect([answer.status, answer.body['code']]).toEqual([401, 'credential_invalid'])
  })

  it('takes no form', async () => {
    const answer = await createClient(instance.auth).send('POST', '/auth/refresh', { form: { refresh_token: 'x' } })
    expect([answer.status, answer.body['code']]).toEqual([415, 'unsupported_media_type'])
  })
})

/** POST /auth/login, for programs; forms have a file of their own. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createClient, logIn, me, ownPage } from '../support/client.ts'
import { password, startInstance, start, type Instance } from '../support/instance.ts'
import { addUser } from './people.ts'
import { expectedAttributes, setCookies } from './set-cookies.ts'

const session = '__Host-latchkey'
const refresh = '__Host-latchkey-refresh'
const device = '__Host-latchkey-device'

let instance: Instance
beforeEach(async () => {
  instance = await startInstance()
  await addUser(instance)
})

const tryLogin = (sent: Record<string, unknown>, headers: Record<string, string> = {}) =>
  createClient(instance.auth).send('POST', '/auth/login', { json: { username: 'mira', password, ...sent }, headers })

describe('a login by cookie', () => {
  it('is the default, and answers with who logged in and until when', async () => {
    const { status, body, headers } = await tryLogin({})
    const { id } = await instance.auth.users.findByName('mira') ?? {}
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/json')
    expect(body).toEqual({
      carrier: 'cookie',
      user: { id, username: 'mira', roles: [] },
      session: {
        id: expect.stringMatching(/^[\w-]{22}$/), created_at: start, auth_time: start, expires_at: start + 7200,
      },
    })
  })

  it('B-01: sets __Host- cookies: Secure, HttpOnly, of path /, without a domain, with SameSite', async () => {
    const cookies = setCookies((await tryLogin({})).headers)
    expect([...cookies.keys()]).toEqual([session, device])
    expect(cookies.get(session)?.value).toMatch(/^lk_se_[\w-]{43}$/)
    expect(cookies.get(session)?.attributes).toBe(expectedAttributes(session))
    expect(cookies.get(device)?.attributes).toBe(expectedAttributes(device, 365 * 86_400))
  })

  it('outlives the browser only where it is remembered, for 14 days without use and 30 at most', async () => {
    const { body, headers } = await tryLogin({ remember: true })
    expect(setCookies(headers).get(session)?.attributes).toBe(expectedAttributes(session, 14 * 86_400))
    expect(body['session']).toMatchObject({ expires_at: start + 14 * 86_400 })
  })

  it.each(['body', 'cookie', 'none'])('has no refresh token, with refresh: "%s" neither', async (where) => {
    const { status, body, headers } = await tryLogin({ refresh: where })
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['carrier', 'user', 'session'])
    expect([...setCookies(headers).keys()]).toEqual([session, device])
  })

  it('takes the place of the login that the browser had, which is over', async () => {
    const before = await logIn(instance.auth, 'cookie')
    const after = await tryLogin({}, { ...before.shown, ...ownPage })
    expect(after.status).toBe(200)
    expect((await me(instance.auth, before.shown)).body['code']).toBe('credential_invalid')
    expect((await instance.auth.sessions.list(userId(after.body))).map(({ id }) => id)).not.toContain(before.session)
  })
})

describe.each(['jwt', 'token'])('a login by %s', (carrier) => {
  const members = ['carrier', 'user', 'session', 'access_token', 'token_type', 'expires_in']

  it('answers with both tokens in the body, under the names of RFC 6749', async () => {
    const { status, body, headers } = await tryLogin({ carrier })
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual([...members, 'refresh_token'])
    expect(body).toMatchObject({ carrier, token_type: 'Bearer', expires_in: 600 })
    expect(body['refresh_token']).toMatch(/^lk_rt_[\w-]{43}$/)
    expect(body['access_token']).toMatch(carrier === 'jwt' ? /^[\w-]+\.[\w-]+\.[\w-]+$/ : /^lk_at_[\w-]+$/)
    expect([...setCookies(headers).keys()]).toEqual([device])
  })

  it('with refresh: "cookie" keeps the refresh token from scripts', async () => {
    const { body, headers } = await tryLogin({ carrier, refresh: 'cookie' })
    const cookies = setCookies(headers)
    expect(Object.keys(body)).toEqual(members)
    expect([...cookies.keys()]).toEqual([refresh, device])
    expect(cookies.get(refresh)?.value).toMatch(/^lk_rt_[\w-]{43}$/)
    expect(cookies.get(refresh)?.attributes).toBe(expectedAttributes(refresh))
  })

  it('with refresh: "cookie" and remember keeps it for 30 days', async () => {
    const { headers } = await tryLogin({ carrier, refresh: 'cookie', remember: true })
    expect(setCookies(headers).get(refresh)?.attributes).toBe(expectedAttributes(refresh, 30 * 86_400))
  })

  it('with refresh: "none" is one credential of 12 hours, without idle limit', async () => {
    const { body, headers } = await tryLogin({ carrier, refresh: 'none' })
    expect(Object.keys(body)).toEqual(members)
    expect(body).toMatchObject({ expires_in: 12 * 3600, session: { expires_at: start + 12 * 3600 } })
    expect([...setCookies(headers).keys()]).toEqual([device])
  })

  it('leaves the cookie login of the same browser alone', async () => {
    const before = await logIn(instance.auth, 'cookie')
    expect((await tryLogin({ carrier }, { ...before.shown, ...ownPage })).status).toBe(200)
    expect((await me(instance.auth, before.shown)).status).toBe(200)
  })
})

describe('a refused login', () => {
  it.each([
    ['an unknown carrier', { carrier: 'pigeon' }],
    ['the name of a member of every object', { carrier: '__proto__' }],
    ['a carrier of another spelling', { carrier: 'JWT' }],
    ['a refresh that is none of the three', { refresh: 'url' }],
    ['remembering what is never renewed', { carrier: 'jwt', remember: true, refresh: 'none' }],
  ])('is 400 for %s, before anything is hashed', async (_, sent) => {
    const { status, body } = await tryLogin(sent)
    expect([status, body['code']]).toEqual([400, 'malformed_request'])
    expect(instance.hasher.calls.verify).toBe(0)
  })

  it('A-08: is the same answer and the same work for a wrong password and for an unknown name', async () => {
    const wrong = await tryLogin({ password: 'another quilt seven' })
    const unknown = await tryLogin({ username: 'nobody' })
    expect([wrong.status, wrong.body['code']]).toEqual([401, 'invalid_credentials'])
    expect([unknown.status, unknown.text, [...unknown.headers]]).toEqual([wrong.status, wrong.text, [...wrong.headers]])
    expect(instance.hasher.calls.verify).toBe(2)
    expect(wrong.headers.getSetCookie()).toEqual([])
  })

  it('A-13: is 429 after five failures, with the seconds to wait', async () => {
    for (let failure = 0; failure < 5; failure++) await tryLogin({ password: 'wrong' })
    const throttled = await tryLogin({})
    expect([throttled.status, throttled.body['code']]).toEqual([429, 'throttled'])
    expect(throttled.headers.get('retry-after')).toBe('30')
    expect(throttled.headers.get('cache-control')).toBe('no-store')
    expect(instance.hasher.calls.verify).toBe(5)
  })

  it.each([
    -86_400, -1, 1, 29,
  ])('A-13: never asks to wait less than a second or more than once the wait (%d s)', async (step) => {
    for (let failure = 0; failure < 5; failure++) await tryLogin({ password: 'wrong' })
    instance.pass(step)
    const wait = Number((await tryLogin({})).headers.get('retry-after'))
    expect(wait).toBeGreaterThanOrEqual(1)
    expect(wait).toBeLessThanOrEqual(30)
  })
})

describe('the device cookie', () => {
  it('keeps its name for a device while the same person logs in there', async () => {
    const [first] = setCookies((await tryLogin({})).headers).get(device)?.value.split('.') ?? []
    const shown = `${device}=${setCookies((await tryLogin({})).headers).get(device)?.value}`
    const again = setCookies((await tryLogin({}, { cookie: shown, ...ownPage })).headers).get(device)?.value
    expect(again).toBe(shown.slice(device.length + 1))
    expect(again?.split('.')[0]).not.toBe(first)
  })

  it('is nobody’s where it comes twice or was changed: a new one is set', async () => {
    const value = setCookies((await tryLogin({})).headers).get(device)?.value ?? ''
    for (const shown of [`${device}=${value}; ${device}=${value}`, `${device}=${value.slice(0, -1)}${value.endsWith('A') ? 'E' : 'A'}`, `${device}=x`]) {
      const answer = await tryLogin({}, { cookie: shown, ...ownPage })
      expect(answer.status).toBe(200)
      expect(setCookies(answer.headers).get(device)?.value).not.toBe(value)
    }
  })
})

function userId(body: Readonly<Record<string, unknown>>): string {
  return (body['user'] as { id: string }).id // the first test of this file holds the shape
}

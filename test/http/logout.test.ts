/** POST /auth/logout: the table of the HTTP contract, row by row. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createClient, logIn, me, ownPage, type Answer, type Login } from '../support/client.ts'
import { startInstance, type Instance } from '../support/instance.ts'
import { ask } from './ask.ts'
import { addUser } from './people.ts'
import { expectedAttributes, setCookies } from './set-cookies.ts'

const refreshCookie = '__Host-latchkey-refresh'
const cleared = (name: string) => ({ value: '', attributes: expectedAttributes(name, 0) })

let instance: Instance
beforeEach(async () => {
  instance = await startInstance()
  await addUser(instance)
})

const logOut = (headers: Record<string, string>, json?: unknown) =>
  createClient(instance.auth).send('POST', '/auth/logout', {
    headers: { ...headers, ...ownPage }, ...(json !== undefined && { json }),
  })
const refresh = (token: string) =>
  createClient(instance.auth).send('POST', '/auth/refresh', { json: { refresh_token: token } })

/** 204, and every login cookie is taken away. */
function expectLoggedOut({ status, text, headers }: Answer): void {
  expect([status, text]).toEqual([204, ''])
  expect(Object.fromEntries(setCookies(headers))).toEqual({
    '__Host-latchkey': cleared('__Host-latchkey'), [refreshCookie]: cleared(refreshCookie),
  })
}

async function isOver({ session }: Login): Promise<boolean> {
  return await instance.store.findSession(session) === null
}

describe('a logout', () => {
  it('by a session cookie ends its session and clears the cookies; the device stays known', async () => {
    const login = await logIn(instance.auth, 'cookie')
    expectLoggedOut(await logOut(login.shown))
    expect(await isOver(login)).toBe(true)
    expect((await me(instance.auth, login.shown)).body['code']).toBe('credential_invalid')
  })

  describe.each(['jwt', 'token'])('by an access %s', (carrier) => {
    it('ends its session and the refresh tokens with it', async () => {
      const login = await logIn(instance.auth, carrier)
      expectLoggedOut(await logOut(login.shown))
      expect((await me(instance.auth, login.shown)).body['code']).toBe('session_revoked')
      expect((await refresh(login.refreshToken)).body['code']).toBe('credential_invalid')
    })

    it.each([600, 630, 3600])('ends its session after %d s too: an expired one is still authentic', async (age) => {
      const login = await logIn(instance.auth, carrier)
      instance.pass(age)
      expectLoggedOut(await logOut(login.shown))
      expect(await isOver(login)).toBe(true)
    })

    it('needs no Origin, since no browser sends such a header by itself', async () => {
      const login = await logIn(instance.auth, carrier)
      const answer = await ask(instance.auth, 'POST /auth/logout', {
        headers: { ...login.shown, origin: 'https://evil.example' },
      })
      expect(answer.status).toBe(204)
      expect(await isOver(login)).toBe(true)
    })
  })

  it('by a refresh token alone, in the body or the cookie, ends its family', async () => {
    const first = await logIn(instance.auth, 'jwt')
    const second = await logIn(instance.auth, 'token')
    expectLoggedOut(await logOut({}, { refresh_token: first.refreshToken }))
    expectLoggedOut(await logOut({ cookie: `${refreshCookie}=${second.refreshToken}` }))
    expect([await isOver(first), await isOver(second)]).toEqual([true, true])
  })

  it('by a refresh token that was used already ends its family too', async () => {
    const login = await logIn(instance.auth, 'jwt')
    await refresh(login.refreshToken)
    expectLoggedOut(await logOut({}, { refresh_token: login.refreshToken }))
    expect(await isOver(login)).toBe(true)
  })

  it('does not count a refresh token where another credential was sent', async () => {
    const cookie = await logIn(instance.auth, 'cookie')
    const family = await logIn(instance.auth, 'jwt')
    expectLoggedOut(await logOut(cookie.shown, { refresh_token: family.refreshToken }))
    expect([await isOver(cookie), await isOver(family)]).toEqual([true, false])
  })

  it('is 204 for a dead credential, an unknown one and none', async () => {
    const dead = await logIn(instance.auth, 'cookie')
    await logOut(dead.shown)
    expectLoggedOut(await logOut(dead.shown))
    expectLoggedOut(await logOut({ authorization: 'Bearer unknown' }))
    expectLoggedOut(await logOut({ cookie: '__Host-latchkey=unknown' }))
    expectLoggedOut(await logOut({}, { refresh_token: 'unknown' }))
    expectLoggedOut(await logOut({}))
  })

  it('takes no body, an empty object, or null for the refresh token', async () => {
    for (const json of [undefined, {}, { refresh_token: null }]) expectLoggedOut(await logOut({}, json))
  })
})

describe('a logout that is refused', () => {
  it('is 400 with a refresh token in cookie and body, and ends neither', async () => {
    const login = await logIn(instance.auth, 'jwt')
    const { status, body, headers } = await logOut({ cookie: `${refreshCookie}=${login.refreshToken}` }, {
      refresh_token: login.refreshToken,
    })
    expect([status, body['code']]).toEqual([400, 'ambiguous_credentials'])
    expect(headers.getSetCookie()).toEqual([])
    expect(await isOver(login)).toBe(false)
  })

  it('is 400 with two credentials, and ends neither', async () => {
    const [cookie, bearer] = [await logIn(instance.auth, 'cookie'), await logIn(instance.auth, 'jwt')]
    const { status, body, headers } = await logOut({ ...cookie.shown, ...bearer.shown })
    expect([status, body['code']]).toEqual([400, 'ambiguous_credentials'])
    expect(headers.getSetCookie()).toEqual([])
    expect([await isOver(cookie), await isOver(bearer)]).toEqual([false, false])
  })
})

it('B-18: a logout by GET is 405 and ends nothing', async () => {
  const login = await logIn(instance.auth, 'cookie')
  const answer = await ask(instance.auth, 'GET /auth/logout', { headers: login.shown })
  expect([answer.status, answer.code, answer.headers.get('allow')]).toEqual([405, 'method_not_allowed', 'POST'])
  expect(await isOver(login)).toBe(false)
})

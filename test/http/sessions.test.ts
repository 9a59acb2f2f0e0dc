/** GET and DELETE /auth/sessions: the list of devices, and ending one, all others, or all. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createClient, logIn, loginOf, me, ownPage, type Answer, type Login } from '../support/client.ts'
import { start, startInstance, type Instance } from '../support/instance.ts'
import { addUser } from './people.ts'
import { setCookies } from './set-cookies.ts'

const carriers = ['cookie', 'jwt', 'token'] as const

interface Listed { readonly sessions: readonly Record<string, unknown>[], readonly next_cursor: string | null }

let instance: Instance
beforeEach(async () => {
  instance = await startInstance()
  await addUser(instance)
})

const send = (line: string, { shown }: Pick<Login, 'shown'>): Promise<Answer> => {
  const [method = '', path = ''] = line.split(' ')
  return createClient(instance.auth).send(method, path, { headers: { ...shown, ...ownPage } })
}

async function list(login: Pick<Login, 'shown'>, query = ''): Promise<Listed> {
  const { body } = await send(`GET /auth/sessions${query}`, login)
  return body as unknown as Listed // the first test of this file holds the shape
}

describe('the list of sessions', () => {
  it('has each login of the user, and says which one asks', async () => {
    const other = await logIn(instance.auth, 'jwt')
    const login = await logIn(instance.auth, 'cookie')
    const answer = await send('GET /auth/sessions', login)
    const row = {
      created_at: start, last_seen_at: start, expires_at: start + 7200, address: '198.51.100.7', agent: null,
    }
    expect(answer.status).toBe(200)
    expect(answer.body['next_cursor']).toBeNull()
    expect(answer.body['sessions']).toHaveLength(2)
    expect(answer.body['sessions']).toEqual(expect.arrayContaining([
      { id: other.session, carrier: 'jwt', current: false, ...row },
      { id: login.session, carrier: 'cookie', current: true, ...row },
    ]))
  })

  it('has nobody else’s', async () => {
    await addUser(instance, 'anna')
    const login = await logIn(instance.auth, 'cookie')
    expect((await list(login)).sessions.map(({ id }) => id)).toEqual([login.session])
  })

  it('goes page by page, newest first, and shows each session once', async () => {
    const logins: Login[] = []
    for (let login = 0; login < 7; login++) {
      logins.unshift(await logIn(instance.auth, 'cookie'))
      instance.pass(1)
    }
    const [newest = { shown: {} }] = logins
    const seen: unknown[] = []
    for (let query: string | null = '?limit=3'; query !== null;) {
      const page: Listed = await list(newest, query)
      seen.push(page.sessions.map(({ id }) => id))
      query = page.next_cursor === null ? null : `?limit=3&cursor=${page.next_cursor}`
    }
    const ids = logins.map(({ session }) => session)
    expect(seen).toEqual([ids.slice(0, 3), ids.slice(3, 6), ids.slice(6)])
  })

  it('has no next page where the last one is full', async () => {
    const login = await logIn(instance.auth, 'cookie')
    expect((await list(login, '?limit=1')).next_cursor).toBeNull()
  })

  it('has 50 rows on a page unless told', async () => {
    instance = await startInstance({ limits: { sessionsPerUser: 60 } })
    await addUser(instance)
    const login = await logIn(instance.auth, 'jwt')
    for (let more = 0; more < 50; more++) await logIn(instance.auth, 'jwt')
    const page = await list(login)
    expect(page.sessions).toHaveLength(50)
    expect(page.next_cursor).toBe(page.sessions.at(-1)?.['id'])
  })

  it.each(['0', '-1', '101', '1e2', '1.5', 'x', '', '+1', ' 1', '01'])('is 400 for a limit of %j', async (limit) => {
    const answer = await send(
      `GET /auth/sessions?limit=${encodeURIComponent(limit)}`, await logIn(instance.auth, 'cookie'),
    )
    expect([answer.status, answer.body['code']]).toEqual([400, 'malformed_request'])
  })

  it.each([
    'x', '', '%00', '%ff', '%F0%9F%98%80', '__proto__', 'x'.repeat(4000),
  ])('begins anew at a cursor that is none (%s)', async (cursor) => {
    const login = await logIn(instance.auth, 'cookie')
    expect((await list(login, `?cursor=${cursor}`)).sessions).toHaveLength(1)
  })
})

describe.each(carriers)('DELETE /auth/sessions/{id} by %s', (carrier) => {
  it('ends another session, and that one alone', async () => {
    const [login, other, third] = [
      await logIn(instance.auth, carrier), await logIn(instance.auth, 'jwt'), await logIn(instance.auth, 'cookie'),
    ]
    const answer = await send(`DELETE /auth/sessions/${other.session}`, login)
    expect([answer.status, answer.text, answer.headers.getSetCookie()]).toEqual([204, '', []])
    expect((await me(instance.auth, other.shown)).status).toBe(401)
    for (const kept of [login, third]) expect((await me(instance.auth, kept.shown)).status).toBe(200)
  })

  it('ends its own, and clears the cookies', async () => {
    const login = await logIn(instance.auth, carrier)
    const answer = await send(`DELETE /auth/sessions/${login.session}`, login)
    expect(answer.status).toBe(204)
    expect([...setCookies(answer.headers).values()].map(({ value }) => value)).toEqual(['', ''])
    expect((await me(instance.auth, login.shown)).status).toBe(401)
  })

  it('is 404 for somebody else’s, as for one that never was', async () => {
    const login = await logIn(instance.auth, carrier)
    await addUser(instance, 'anna')
    const anna = await logIn(instance.auth, 'cookie', { username: 'anna' })
    const foreign = await send(`DELETE /auth/sessions/${anna.session}`, login)
    const unknown = await send('DELETE /auth/sessions/AAAAAAAAAAAAAAAAAAAAAA', login)
    expect([foreign.status, foreign.text]).toEqual([404, unknown.text])
    expect(foreign.body['code']).toBe('not_found')
    expect((await me(instance.auth, anna.shown)).status).toBe(200)
  })
})

describe.each(carriers)('DELETE /auth/sessions by %s', (carrier) => {
  it('ends all others, keeps the acting login, and issues anew what states the old epoch', async () => {
    const others = await Promise.all(carriers.map((one) => logIn(instance.auth, one)))
    const login = await logIn(instance.auth, carrier)
    const answer = await send('DELETE /auth/sessions', login)
    expect(answer.status).toBe(carrier === 'cookie' ? 204 : 200)
    const kept = carrier === 'cookie' ? login : loginOf(answer)
    expect((await me(instance.auth, kept.shown)).body['session']).toMatchObject({ id: login.session })
    for (const other of others) expect((await me(instance.auth, other.shown)).status).toBe(401)
    expect((await list({ ...login, shown: kept.shown })).sessions.map(({ id }) => id)).toEqual([login.session])
  })

  it('with ?all=true ends this one too', async () => {
    const [other, login] = [await logIn(instance.auth, 'jwt'), await logIn(instance.auth, carrier)]
    const answer = await send('DELETE /auth/sessions?all=true', login)
    expect(answer.status).toBe(204)
    expect([...setCookies(answer.headers).keys()]).toEqual(['__Host-latchkey', '__Host-latchkey-refresh'])
    for (const one of [other, login]) expect((await me(instance.auth, one.shown)).status).toBe(401)
  })

  it.each(['', 'false', '1', 'TRUE'])('is 400 with ?all=%s, and ends nothing', async (all) => {
    const login = await logIn(instance.auth, carrier)
    expect((await send(`DELETE /auth/sessions?all=${all}`, login)).status).toBe(400)
    expect((await me(instance.auth, login.shown)).status).toBe(200)
  })
})

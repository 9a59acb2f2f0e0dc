/** A remembered login's cookie moves on with its idle limit: once a minute, or with every response where that is chosen. */
import { describe, expect, it } from 'vitest'
import { createClient, logIn, ownPage } from '../support/client.ts'
import { startInstance } from '../support/instance.ts'
import { lifeOf } from './choosing.ts'
import { addUser } from './people.ts'

const name = '__Host-latchkey'
const day = 86_400

async function stage(rolling: boolean, login: { remember?: boolean, carrier?: string } = {}) {
  const instance = await startInstance({ rolling, sessionData: { clientKeys: ['a'] } })
  await addUser(instance, 'mira', { roles: ['admin'] })
  const { carrier = 'cookie', remember = true } = login
  const { shown } = await logIn(instance.auth, carrier, { remember })
  const send = (line: string, headers = {}) => {
    const [method = '', path = ''] = line.split(' ')
    const json = method === 'GET' ? {} : { json: {} }
    return createClient(instance.auth).send(method, path, { ...json, headers: { ...shown, ...ownPage, ...headers } })
  }
  return { instance, send, shown }
}

const lines = [
  'GET /auth/me', 'GET /auth/sessions', 'GET /auth', 'GET /auth/account', 'GET /auth/login', 'GET /auth/preferences', 'GET /auth/consent',
  'PUT /auth/preferences', 'GET /auth/session/data', 'PATCH /auth/session/data', 'GET /auth/admin/visits',
]
const headersOf = (line: string) => ({
  ...(line.startsWith('PATCH') && { 'if-match': '"0"' }), ...(line.endsWith('consent') && { accept: 'text/html' }),
})

describe('rolling', () => {
  it.each(lines)('%s sends the cookie again, for as long as the idle limit', async (line) => {
    const { send } = await stage(true)
    for (let time = 0; time < 2; time++) expect(lifeOf(await send(line, headersOf(line)), name)).toEqual([14 * day])
  })

  it.each(lines)('without it, %s sends the cookie with the first request of a minute', async (line) => {
    const { instance, send } = await stage(false)
    expect(lifeOf(await send(line, headersOf(line)), name)).toEqual([])
    instance.pass(60)
    expect(lifeOf(await send(line, headersOf(line)), name)).toEqual([14 * day])
  })

  it('B-23: never outlives the absolute limit', async () => {
    const { instance, send } = await stage(true)
    for (const days of [13, 13, 3]) {
      instance.pass(days * day)
      await send('GET /auth/me')
      await instance.close()
      await instance.store.open()
    }
    expect(lifeOf(await send('GET /auth/me'), name)).toEqual([day])
  })

  it('is for remembered logins alone, and for cookies', async () => {
    for (const login of [{ remember: false }, { carrier: 'jwt' }, { carrier: 'token' }]) {
      const { send } = await stage(true, login)
      expect(lifeOf(await send('GET /auth/me'), name)).toEqual([])
    }
  })

  it('tells an application the line, once for guard and session', async () => {
    const { instance, shown } = await stage(true)
    const request = new Request('http://localhost:3000/orders', { headers: shown })
    const outcome = await instance.auth.authenticate(request)
    const session = await instance.auth.session(request)
    expect(outcome).toMatchObject({ status: 'authenticated', cookies: session.cookies })
    expect(session.cookies).toHaveLength(1)
  })

  it('B-08: a logout clears it all the same', async () => {
    const { send } = await stage(true)
    expect(lifeOf(await send('POST /auth/logout'), name)).toEqual([0])
    expect((await send('GET /auth/me')).status).toBe(401)
    expect(lifeOf(await send('GET /auth/me'), name)).toEqual([])
  })
})

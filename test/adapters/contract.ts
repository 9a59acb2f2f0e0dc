/** The contract of every adapter: it translates a framework's request, and decides nothing. Each runs it with `adapterFacts`. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { User } from '../../src/contracts.ts'
import { addUser } from '../http/people.ts'
import { logIn } from '../support/client.ts'
import { exchanged } from '../support/narrowing.ts'
import { faults, origin, password, startInstance, type Instance } from '../support/instance.ts'
import type { Adapter, Mounted, Reply, Sent } from './mounted.ts'

const json = (body: object): Sent => ({ headers: [['Content-Type', 'application/json']], body: JSON.stringify(body) })
const pairs = (headers: Readonly<Record<string, string>>) => Object.entries(headers)
const codeOf = ({ text }: Reply) => (JSON.parse(text) as { code: string }).code // every refusal of ours is a problem

export function adapterFacts({ name, mount }: Adapter): void {
  describe(`the ${name} adapter`, () => { translates(mount) })
}

function translates(mount: Adapter['mount']): void {
  let instance: Instance
  let user: User
  let mounted: Mounted
  let ask: Mounted['ask']

  beforeEach(async () => {
    instance = await startInstance()
    user = await addUser(instance)
    mounted = await mount(instance.auth)
    ask = mounted.ask
  })
  afterEach(async () => {
    await mounted.close()
    await instance.close()
  })

  it('answers our paths, and leaves every other to the application', async () => {
    const [login, jwks, hello, authority] = await Promise.all(
      ['/auth/login', '/.well-known/jwks.json', '/hello', '/authority'].map((path) => ask(`GET ${path}`)),
    )
    expect([login?.status, jwks?.status]).toEqual([200, 200])
    expect(login?.headers.get('content-type')).toContain('text/html')
    expect(hello?.text).toBe('hello, whoever you are')
    expect(authority?.headers.has('content-security-policy')).toBe(false)
  })

  it('hands on method, body, query and headers, and hands back status, headers and every cookie', async () => {
    const answer = await ask('POST /auth/signup', json({ username: 'noor', password }))
    expect(answer.status).toBe(201)
    const cookies = answer.headers.getSetCookie().map((line) => line.split('=')[0])
    expect(cookies).toEqual(['__Host-latchkey', '__Host-latchkey-device'])
    expect((await ask('PUT /auth/login')).headers.get('allow')).toBe('GET, HEAD, POST')
    expect((await ask('GET /auth/login?return_to=%2Forders')).text).toContain('value="/orders"')
    expect((await ask('HEAD /auth/login')).text).toBe('')
  })

  describe.each(['cookie', 'jwt', 'token'] as const)('guards a route against whoever shows no good %s', (carrier) => {
    it('and lets in who does', async () => {
      const { shown } = await logIn(instance.auth, carrier)
      const reply = await ask('GET /orders', { headers: pairs(shown) })
      expect([reply.status, reply.text]).toEqual([200, user.id])
    })

    it('with a 401 that says how to come back', async () => {
      const { shown } = await logIn(instance.auth, carrier)
      const wrong = pairs(shown).map(([name, value]) => [name, `${value}x`] as const)
      const reply = await ask('GET /orders', { headers: wrong })
      expect([reply.status, codeOf(reply)]).toEqual([401, 'credential_invalid'])
      expect(reply.headers.get('www-authenticate')).toBe('Bearer realm="latchkey", error="invalid_token"')
      expect(reply.headers.get('cache-control')).toBe('no-store')
    })

    it('at once after a logout by the same door', async () => {
      const { shown } = await logIn(instance.auth, carrier)
      expect((await ask('POST /auth/logout', { headers: [...pairs(shown), ['Origin', origin]] })).status).toBe(204)
      expect((await ask('GET /orders', { headers: pairs(shown) })).status).toBe(401)
    })
  })

  it('challenges who shows nothing, without an error in the challenge (RFC 6750 §3.1)', async () => {
    const reply = await ask('GET /orders')
    expect([reply.status, codeOf(reply)]).toEqual([401, 'credential_missing'])
    expect(reply.headers.get('www-authenticate')).toBe('Bearer realm="latchkey"')
  })

  it('B-19: takes two credentials for none, in one header or in two', async () => {
    const [jwt, cookie] = [await logIn(instance.auth, 'jwt'), await logIn(instance.auth, 'cookie')]
    const both = [...pairs(jwt.shown), ...pairs(cookie.shown)]
    const twice = [...pairs(jwt.shown), ...pairs(jwt.shown)]
    const cookies = [...pairs(cookie.shown), ...pairs(cookie.shown)]
    const joined = [['cookie', `${cookie.shown['cookie']}; ${cookie.shown['cookie']}`]] as const
    for (const headers of [both, twice, cookies, joined]) {
      for (const line of ['GET /orders', 'GET /auth/me']) {
        const reply = await ask(line, { headers })
        expect([reply.status, codeOf(reply)]).toEqual([400, 'ambiguous_credentials'])
      }
    }
  })

  it('reads one cookie among several Cookie lines', async () => {
    const { shown } = await logIn(instance.auth, 'cookie')
    const headers = [['Cookie', 'theme=dark'], ...pairs(shown), ['Cookie', 'lang=en']] as const
    expect((await ask('GET /orders', { headers })).status).toBe(200)
    expect((await ask('GET /auth/me', { headers })).status).toBe(200)
  })

  it.each<[string, NonNullable<Sent['headers']>]>([
    ['nowhere', []], ['another site', [['Origin', 'https://evil.example']]], ['no origin', [['Origin', 'null']]],
    ['another site that says so', [['Origin', origin], ['Sec-Fetch-Site', 'cross-site']]],
  ])('B-15: refuses an unsafe request with a cookie that comes from %s', async (_, from) => {
    const { shown } = await logIn(instance.auth, 'cookie')
    const reply = await ask('POST /orders', { headers: [...pairs(shown), ...from] })
    expect([reply.status, codeOf(reply)]).toEqual([403, 'csrf_rejected'])
  })

  it.each([
    ['Origin', origin], ['Sec-Fetch-Site', 'same-origin'],
  ] as const)('B-15: takes one that comes from our own page, by %s', async (...from) => {
    const { shown } = await logIn(instance.auth, 'cookie')
    expect((await ask('POST /orders', { headers: [...pairs(shown), from] })).status).toBe(200)
  })

  it.each([
    'jwt', 'token',
  ] as const)('asks no origin of an unsafe request with a %s, which no browser sends unasked', async (carrier) => {
    const { shown } = await logIn(instance.auth, carrier)
    expect((await ask('POST /orders', { headers: pairs(shown) })).status).toBe(200)
  })

  it('D-08: takes a ticket once, and its answer is kept by nobody and leads nowhere', async () => {
    const ticket = await exchanged(instance.auth, (await logIn(instance.auth, 'jwt')).shown, { carrier: 'ticket', path: '/orders' })
    expect((await ask(`POST /orders?ticket=${ticket}`)).status).toBe(401)
    const [first, second] = [await ask(`GET /orders?ticket=${ticket}`), await ask(`GET /orders?ticket=${ticket}`)]
    expect([first.status, first.text, second.status]).toEqual([200, user.id, 401])
    for (const { headers } of [first, second]) expect([headers.get('cache-control'), headers.get('referrer-policy')]).toEqual(['no-store', 'no-referrer'])
    const plain = await ask('GET /orders', { headers: pairs((await logIn(instance.auth, 'jwt')).shown) })
    expect(plain.headers.get('referrer-policy')).toBeNull()
  })

  it('sends the cookie of a remembered login again as it moves on', async () => {
    const { shown, credential } = await logIn(instance.auth, 'cookie', { remember: true })
    expect((await ask('GET /orders', { headers: pairs(shown) })).headers.getSetCookie()).toEqual([])
    instance.pass(120)
    expect((await ask('GET /orders', { headers: pairs(shown) })).headers.getSetCookie()).toEqual([expect.stringContaining(credential)])
  })

  it('reports no fault in all of this', () => expect(faults).toEqual([]))
}

/** What a proxy is told about the requests that it holds back. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../../src/contracts.ts'
import { StoreError } from '../../src/stores/store-error.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { createClient, logIn } from '../support/client.ts'
import { origin, startInstance, type Instance } from '../support/instance.ts'
import { ask, guardedOrigins, openBrowser, shop, wiki } from './guarded.ts'
import { addUser } from './people.ts'

const all = '?carriers=cookie,jwt,token,key'
const nginx = '?mode=nginx'
const asPage = { accept: 'text/html,*/*;q=0.8' }

let instance: Instance
beforeEach(async () => {
  instance = await startInstance({ guardedOrigins, roles: { editor: ['orders:read', 'orders:*'] } })
  await addUser(instance, 'mira', { roles: ['editor'] })
})

describe('a proxy is told', () => {
  it.each(['cookie', 'jwt', 'token'])('who sends a request with a login by %s', async (carrier) => {
    const { shown, session, answer } = await logIn(instance.auth, carrier)
    const told = await ask(instance, 'GET /orders?x=1', { headers: shown, asked: all })
    expect(told.status).toBe(200)
    expect(told.text).toBe('')
    const { id } = answer.body['user'] as { id: string } // the shape is what the contract tests hold
    expect(identityIn(told.headers)).toEqual({
      subject: id, user: 'mira', roles: 'editor', scope: '*', session, carrier,
    })
  })

  it('who sends a request with an API key, narrowed to its scopes', async () => {
    const { shown } = await logIn(instance.auth, 'jwt')
    const { body } = await createClient(instance.auth).send('POST', '/auth/keys', { headers: shown, json: { name: 'export', scope: 'orders:read orders:*' } })
    const told = await ask(instance, 'POST /orders', { headers: { authorization: `Bearer ${String(body['key'])}` }, asked: all })
    expect(identityIn(told.headers)).toMatchObject({ user: 'mira', carrier: 'key', scope: 'orders%3Aread,orders%3A%2A' })
  })

  it('E-14: names and roles in percent-encoded UTF-8, which ends no header and no list', async () => {
    await addUser(instance, 'Zoë@example.com', { roles: ['ops, admin\r\n', '*'] })
    const { shown } = await logIn(instance.auth, 'cookie', { username: 'Zoë@example.com' })
    const { headers } = await ask(instance, 'GET /', { headers: shown })
    expect(identityIn(headers)).toMatchObject({ user: 'Zo%C3%AB%40example.com', roles: 'ops%2C%20admin%0D%0A,%2A' })
  })

  it('nothing of who sends no credential, one that is not looked at, or one that is over', async () => {
    const { shown } = await logIn(instance.auth, 'jwt')
    const over = await logIn(instance.auth, 'cookie')
    await createClient(instance.auth).send('POST', '/auth/logout', { headers: { ...over.shown, origin } })
    const answers = [await ask(instance, 'GET /'), await ask(instance, 'GET /', { headers: shown }), await ask(instance, 'GET /', { headers: over.shown })]
    expect(answers.map(({ status, code }) => [status, code])).toEqual([
      [401, 'credential_missing'], [401, 'credential_missing'], [401, 'credential_invalid'],
    ])
    for (const { headers } of answers) expect([...headers.keys()].filter((name) => name.startsWith('x-latchkey-'))).toEqual([])
  })

  it('of two credentials that neither is taken', async () => {
    const [one, another] = [await logIn(instance.auth, 'cookie'), await logIn(instance.auth, 'jwt')]
    const told = await ask(instance, 'GET /', { headers: { ...one.shown, ...another.shown }, asked: all })
    expect([told.status, told.code]).toEqual([400, 'ambiguous_credentials'])
  })

  it('of no identity that a client claims for itself (E-05)', async () => {
    const told = await ask(instance, 'GET /', { headers: { 'x-latchkey-user': 'mira', 'x-latchkey-subject': 'mira' } })
    expect(told.status).toBe(401)
  })

  it('that a remembered cookie moves on', async () => {
    const { shown } = await logIn(instance.auth, 'cookie', { remember: true })
    instance.pass(120)
    const { headers } = await ask(instance, 'GET /', { headers: shown })
    expect(headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-latchkey=lk_se_.*Max-Age=/)])
  })
})

function identityIn(headers: Headers): Record<string, string> {
  const ours = [...headers].filter(([name]) => name.startsWith('x-latchkey-'))
  return Object.fromEntries(ours.map(([name, value]) => [name.slice('x-latchkey-'.length), value]))
}

describe('E-02: the original request', () => {
  it('is told by a trusted proxy alone', async () => {
    const { shown } = await logIn(instance.auth, 'cookie')
    const told = await ask(instance, 'GET /', { headers: shown, isFromProxy: false })
    expect([told.status, told.code]).toEqual([403, 'forbidden'])
  })

  it.each(['x-forwarded-method', 'x-forwarded-uri', 'x-forwarded-proto', 'x-forwarded-host'])('is refused without %s', async (name) => {
    const { shown } = await logIn(instance.auth, 'cookie')
    expect((await ask(instance, 'GET /', { headers: { ...shown, [name]: '' } })).code).toBe('forbidden')
  })

  it.each([
    ['x-forwarded-method', 'GET, POST'], ['x-forwarded-method', 'get'], ['x-forwarded-uri', '/a, /b'], ['x-forwarded-uri', 'http://localhost:3000/'],
    ['x-forwarded-proto', 'https, http'], ['x-forwarded-proto', 'https'], ['x-forwarded-proto', 'ftp'],
    ['x-forwarded-host', 'evil.example'], ['x-forwarded-host', 'evil.example, localhost:3000'], ['x-forwarded-host', 'localhost:3000@evil.example'],
    ['x-forwarded-host', 'localhost:3001'], ['x-forwarded-host', 'wiki.example.com.evil.example'],
  ])('is refused where %s is %s', async (name, value) => {
    const { shown } = await logIn(instance.auth, 'cookie')
    expect((await ask(instance, 'GET /', { headers: { ...shown, [name]: value } })).code).toBe('forbidden')
  })

  it('may name its host in another case, and the port that is the scheme\'s own', async () => {
    const told = await ask(instance, 'GET /x', { at: wiki, headers: { ...asPage, 'x-forwarded-host': 'WIKI.example.com:443' } })
    expect(told.headers.get('location')).toBe(`${wiki}/auth/enter?return_to=%2Fx`)
  })
})

describe('B-14: CSRF is judged on the original request', () => {
  it.each([
    ['POST', { 'sec-fetch-site': 'cross-site', 'origin': 'https://evil.example' }], ['DELETE', { 'sec-fetch-site': 'same-site' }],
    ['POST', { origin: 'null' }], ['POST', {}], ['PATCH', { 'origin': wiki, 'sec-fetch-site': 'cross-site' }],
  ])('%s of another site is refused (%j)', async (method, headers) => {
    const { shown } = await logIn(instance.auth, 'cookie')
    const told = await ask(instance, `${method} /orders`, { headers: { ...shown, ...headers } })
    expect([told.status, told.code]).toEqual([403, 'csrf_rejected'])
  })

  it.each([['POST', { 'sec-fetch-site': 'same-origin' }], ['POST', { origin }], ['GET', { 'sec-fetch-site': 'cross-site' }]])(
    '%s of its own pages, or that only reads, is let through (%j)', async (method, headers) => {
      const { shown } = await logIn(instance.auth, 'cookie')
      expect((await ask(instance, `${method} /orders`, { headers: { ...shown, ...headers } })).status).toBe(200)
    },
  )

  it('an origin that may call the routes may not post to what stands behind the proxy', async () => {
    const spa = 'https://spa.example.com'
    const other = await startInstance({ allowedOrigins: [spa] })
    await addUser(other)
    const { shown } = await logIn(other.auth, 'cookie')
    expect((await ask(other, 'POST /orders', { headers: { ...shown, origin: spa } })).code).toBe('csrf_rejected')
  })

  it('E-20: a WebSocket of another site is refused, though it is opened by GET', async () => {
    const { shown } = await logIn(instance.auth, 'cookie')
    const handshake = { ...shown, 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' }
    expect((await ask(instance, 'GET /live', { headers: { ...handshake, origin: 'https://evil.example' } })).code).toBe('csrf_rejected')
    expect((await ask(instance, 'GET /live', { headers: { ...handshake, origin } })).status).toBe(200)
  })

  it('a bearer is asked for no page: no browser sends it by itself', async () => {
    const { shown } = await logIn(instance.auth, 'token')
    expect((await ask(instance, 'POST /', { headers: { ...shown, 'sec-fetch-site': 'cross-site' }, asked: all })).status).toBe(200)
  })
})

describe('D-07: a ticket', () => {
  async function ticketFor(path: string): Promise<string> {
    const { shown } = await logIn(instance.auth, 'jwt')
    const { body } = await createClient(instance.auth).send('POST', '/auth/exchange', { headers: shown, json: { carrier: 'ticket', path } })
    return String(body['ticket'])
  }
  const asked = '?carriers=cookie,ticket'

  it('is good once, for the original path', async () => {
    const ticket = await ticketFor('/report.pdf')
    expect((await ask(instance, `GET /other.pdf?ticket=${ticket}`, { asked })).status).toBe(401)
    expect((await ask(instance, `POST /report.pdf?ticket=${ticket}`, { asked })).status).toBe(401)
    expect((await ask(instance, `GET /a/../report.pdf?ticket=${ticket}`, { asked })).status).toBe(401)
    expect((await ask(instance, `GET /report.pdf?ticket=${ticket}`, { asked })).status).toBe(200)
    expect((await ask(instance, `GET /report.pdf?ticket=${ticket}`, { asked })).status).toBe(401)
  })

  it('is looked at where the proxy says so, and on no other host', async () => {
    const ticket = await ticketFor('/report.pdf')
    expect((await ask(instance, `GET /report.pdf?ticket=${ticket}`)).code).toBe('credential_missing')
    expect((await ask(instance, `GET /report.pdf?ticket=${ticket}`, { asked, at: wiki })).code).toBe('credential_missing')
    expect((await ask(instance, `GET /report.pdf?ticket=${ticket}`, { asked })).status).toBe(200)
  })
})

describe('a person who is not logged in', () => {
  it('is led to the login page and back, on the instance\'s own origin', async () => {
    const told = await ask(instance, 'GET /orders?x=1&y=%20', { headers: asPage })
    expect([told.status, told.headers.get('location')]).toEqual([302, `${origin}/auth/login?return_to=%2Forders%3Fx%3D1%26y%3D%2520`])
  })

  it('is led by way of the other host, where that is where they came from', async () => {
    const told = await ask(instance, 'GET /', { headers: asPage, at: shop })
    expect(told.headers.get('location')).toBe(`${shop}/auth/enter?return_to=%2F`)
  })

  it('is led there with a cookie that is over, too', async () => {
    const told = await ask(instance, 'GET /', { headers: { ...asPage, cookie: `__Host-latchkey=lk_se_${'A'.repeat(43)}` } })
    expect(told.status).toBe(302)
  })

  it.each([
    ['posts', 'POST /', {}, all], ['shows a bad credential in a header', 'GET /', { authorization: 'Bearer x' }, all],
    ['is not looked at by cookie', 'GET /', {}, '?carriers=jwt'],
  ])('is told 401 where it %s', async (_, line, headers, asked) => {
    const told = await ask(instance, line, { headers: { ...asPage, ...headers, 'sec-fetch-site': 'same-origin' }, asked })
    expect([told.status, told.headers.get('location')]).toEqual([401, null])
  })

  it.each(['//evil.example/', '/\\evil.example', '/.//evil.example'])('E-03: is led back to the beginning from %s', async (target) => {
    const told = await ask(instance, `GET ${target}`, { headers: asPage })
    expect(told.headers.get('location')).toBe(`${origin}/auth/login?return_to=%2F`)
  })
})

describe('nginx is told in what it understands', () => {
  it('200 with the identity', async () => {
    const { shown } = await logIn(instance.auth, 'cookie')
    const told = await ask(instance, 'GET /', { headers: shown, asked: nginx })
    expect([told.status, told.headers.get('x-latchkey-user'), told.headers.get('x-latchkey-status')]).toEqual([200, 'mira', null])
  })

  it('401 with the address of the login for a person, and without one for a program', async () => {
    const page = await ask(instance, 'GET /x', { headers: asPage, asked: nginx, at: wiki })
    expect([page.status, page.headers.get('x-latchkey-status'), page.headers.get('x-latchkey-login'), page.headers.get('location')])
      .toEqual([401, '401', `${wiki}/auth/enter?return_to=%2Fx`, null])
    const program = await ask(instance, 'GET /x', { asked: nginx })
    expect([program.status, program.headers.get('x-latchkey-login'), program.headers.get('www-authenticate')]).toEqual([401, null, 'Bearer realm="latchkey"'])
  })

  it('403 with the status for everything else', async () => {
    const { shown } = await logIn(instance.auth, 'cookie')
    const cross = await ask(instance, 'POST /', { headers: shown, asked: nginx })
    const double = await ask(instance, 'GET /', { headers: { cookie: `${shown['cookie']}; __Host-latchkey=x` }, asked: nginx })
    const stranger = await ask(instance, 'GET /', { headers: shown, asked: nginx, isFromProxy: false })
    expect([cross, double, stranger].map(({ status, headers }) => [status, headers.get('x-latchkey-status')])).toEqual([
      [403, '403'], [403, '400'], [403, '403'],
    ])
  })

  it.each(['?mode=apache', '?carriers=cooky', '?carriers='])('and is told 400 of %s, a word that is misspelt', async (asked) => {
    expect((await ask(instance, 'GET /', { asked })).code).toBe('malformed_request')
  })
})

describe('F-03: while the store is away', () => {
  async function away(): Promise<{ instance: Instance, shown: Readonly<Record<string, string>> }> {
    const store = memoryStore()
    let isAway = false
    const guarded: Store = {
      ...store,
      findByDigest: (digest) => isAway ? Promise.reject(new StoreError('away')) : store.findByDigest(digest),
    }
    const other = await startInstance({ store: guarded, guardedOrigins })
    await addUser(other)
    const { shown } = await logIn(other.auth, 'cookie')
    isAway = true
    return { instance: other, shown }
  }

  it('a proxy is told 503 and no cookie, and nginx 403 with that status', async () => {
    const other = await away()
    const plain = await ask(other.instance, 'GET /', { headers: other.shown })
    expect([plain.status, plain.code, plain.headers.getSetCookie()]).toEqual([503, 'unavailable', []])
    const told = await ask(other.instance, 'GET /', { headers: { ...other.shown, ...asPage }, asked: nginx })
    expect([told.status, told.headers.get('x-latchkey-status'), told.headers.get('x-latchkey-login')]).toEqual([403, '503', null])
  })
})

it('B-22: no answer to a proxy is kept, whatever it is', async () => {
  const { shown } = await logIn(instance.auth, 'cookie')
  const answers = [await ask(instance, 'GET /', { headers: shown }), await ask(instance, 'POST /', { headers: shown }), await ask(instance, 'GET /'), await ask(instance, 'GET /', { headers: asPage, asked: nginx })]
  expect(answers.map(({ status, headers }) => [status, headers.get('cache-control')])).toEqual([200, 403, 401, 401].map((status) => [status, 'no-store']))
})

describe('another host', () => {
  it('E-09: is read by no page of an origin that may call the routes', async () => {
    const spa = 'https://spa.example.com'
    const other = await startInstance({ guardedOrigins, allowedOrigins: [`${spa}+cookies`] })
    const told = await openBrowser(other).send('GET', `${wiki}/auth/me`, { headers: { accept: '*/*', origin: spa } })
    expect([told.status, told.headers.get('access-control-allow-origin')]).toEqual([401, null])
    const here = await openBrowser(other).send('GET', `${origin}/auth/me`, { headers: { accept: '*/*', origin: spa } })
    expect(here.headers.get('access-control-allow-origin')).toBe(spa)
  })

  it('has no visitors of ours: a page about what went wrong begins no session there', async () => {
    const other = await startInstance({ guardedOrigins, visitorSessions: 'on-first-visit' })
    const told = await openBrowser(other).send('GET', `${wiki}/auth/account`)
    expect([told.status, told.headers.get('content-type')]).toEqual([421, 'text/html; charset=utf-8'])
    expect(told.headers.getSetCookie().filter((line) => line.startsWith('__Host-latchkey='))).toEqual([])
  })

  it.each(['/auth', '/auth/login', '/auth/signup', '/auth/account', '/auth/sessions', '/auth/keys', '/.well-known/jwks.json', '/', '/auth/nothing'])(
    'E-01: is answered 421 on %s, which is not its own', async (path) => {
      const told = await openBrowser(instance).send('GET', wiki + path, { headers: { accept: '*/*' } })
      expect([told.status, told.code]).toEqual([421, 'unknown_host'])
    },
  )
})

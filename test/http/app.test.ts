/** Which path and method leads where, who is shown a page, and what becomes of whatever is thrown. */
import { describe, expect, it } from 'vitest'
import type { Pages, Store } from '../../src/contracts.ts'
import { StoreError } from '../../src/stores/store-error.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { createClient, logIn, ownPage } from '../support/client.ts'
import { faults, password, startInstance } from '../support/instance.ts'
import { ask, asForm, asJson } from './ask.ts'
import { addUser } from './people.ts'
import { openStage, play, routes, setStage, titled } from './routes.ts'

const asPage = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

describe('a route', () => {
  it.each(titled(routes))('%s succeeds', async (_, route) => {
    const stage = await setStage(await openStage())
    expect((await play(stage, route)).status).toBe(route.success)
  })

  it('is in the list of the tests, with each of its methods', async () => {
    const { auth } = await startInstance()
    const paths = new Map<string, Set<string>>()
    for (const { line } of routes) {
      const [method = '', path = ''] = (line.split('?')[0] ?? '').split(' ')
      paths.set(path, (paths.get(path) ?? new Set()).add(method))
    }
    for (const [path, methods] of paths) {
      const { headers } = await ask(auth, `PATCH ${path}`)
      const allowed = headers.get('allow')?.split(', ').filter((method) => method !== 'HEAD')
      expect([path, new Set(allowed)]).toEqual([path, methods])
    }
  })

  it.each(
    titled(routes.filter(({ line }) => line.startsWith('GET '))),
  )('%s answers HEAD like GET, without the body', async (_, { line, success }) => {
    const { instance, browser } = await setStage(await openStage())
    const headers = { cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; ') }
    const head = await ask(instance.auth, line.replace('GET', 'HEAD'), { headers })
    const get = await ask(instance.auth, line, { headers })
    expect([head.status, head.text]).toEqual([success, ''])
    expect([...head.headers]).toEqual([...get.headers])
  })
})

describe('E-10: a method that a route does not take', () => {
  it.each([
    ['GET /auth/logout', 'POST'], ['GET /auth/refresh', 'POST'], ['GET /auth/password', 'POST'],
    ['HEAD /auth/refresh', 'POST'],
    ['PUT /auth/login', 'GET, HEAD, POST'], ['DELETE /auth/login', 'GET, HEAD, POST'], ['POST /auth/me', 'GET, HEAD'],
    ['POST /auth/sessions', 'GET, HEAD, DELETE'], ['GET /auth/sessions/x', 'DELETE'],
    ['DELETE /auth/sessions/end', 'POST'],
    ['PATCH /auth', 'GET, HEAD'], ['OPTIONS /auth/login', 'GET, HEAD, POST'], ['PROPFIND /auth/me', 'GET, HEAD'],
    ['POST /.well-known/jwks.json', 'GET, HEAD'],
  ])('%s is 405 and names those it takes', async (line, allow) => {
    const { auth } = await startInstance()
    const answer = await ask(auth, line)
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow])
    expect(answer.code).toBe(line.startsWith('HEAD') ? null : 'method_not_allowed')
  })

  it('is not chosen by a header or a member', async () => {
    const stage = await setStage(await openStage())
    const { auth } = stage.instance
    const headers = { ...asJson, 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' }
    expect((await ask(auth, 'POST /auth/sessions?_method=DELETE', { headers, body: '{"_method":"DELETE"}' })).status)
      .toBe(405)
  })
})

describe('E-19: any other path', () => {
  it.each([
    '/auth/', '/auth/login/', '/auth//login', '/auth/Login', '/auth/account/x.css', '/auth/account.css',
    '/auth/me;x.css',
    '/auth/assets', '/auth/assets/', '/auth/assets/../account', '/auth/assets/%2e%2e%2faccount',
    '/auth/assets/..%2f..%2fpackage.json',
    '/auth/assets/.env', '/auth/assets/.git', '/auth/assets/latchkey.css.map', '/auth/assets/__proto__',
    '/auth/assets/constructor',
    '/auth/assets/%00', '/auth/.git/config', '/auth/toString', '/.well-known/jwks', '/authx', '/', '/auth%2flogin',
  ])('%s is 404', async (path) => {
    const { auth } = await startInstance()
    // `..` is resolved by the URL standard before any route is asked.
    const expected = path === '/auth/assets/../account' ? 303 : 404
    expect((await ask(auth, `GET ${path}`)).status).toBe(expected)
  })
})

describe('who is answered', () => {
  it.each([
    'GET /auth/nowhere', 'PUT /auth/login',
  ])('%s: a browser gets a page, a program a problem, of one status', async (line) => {
    const { auth } = await startInstance()
    const person = await ask(auth, line, { headers: asPage })
    const program = await ask(auth, line, { headers: { accept: 'application/json' } })
    expect(person.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(program.headers.get('content-type')).toBe('application/problem+json')
    expect(person.status).toBe(program.status)
    expect(person.headers.get('allow')).toBe(program.headers.get('allow'))
  })

  it.each(['GET /auth', 'GET /auth/login', 'GET /auth/signup'])('%s is 406 where there are no pages', async (line) => {
    const { auth } = await startInstance({ pages: null })
    const answer = await ask(auth, line, { headers: asPage })
    expect([answer.status, answer.code]).toEqual([406, 'not_acceptable'])
  })

  it('without pages a refusal is a problem, and a form still logs in', async () => {
    const instance = await startInstance({ pages: null })
    const answer = await ask(instance.auth, 'POST /auth/login', {
      headers: { ...asForm, ...ownPage }, body: 'username=mira&password=x&csrf=x',
    })
    expect([answer.status, answer.code]).toEqual([403, 'csrf_rejected'])
    for (const line of [
      'GET /auth/nowhere', 'GET /auth/assets/x',
    ]) expect((await ask(instance.auth, line, { headers: asPage })).code).toBe('not_found')
  })
})

describe('E-17: the last resort', () => {
  /** A store of which one read throws what it is given. */
  function throwing(thrown: unknown): Store {
    return { ...memoryStore(), findUserByName: () => { throw thrown } }
  }
  const logInWith = async (thrown: unknown, headers: Record<string, string> = {}) => {
    const { auth } = await startInstance({ store: throwing(thrown) })
    return ask(auth, 'POST /auth/login', {
      headers: { ...asJson, ...headers }, body: JSON.stringify({ username: 'mira', password }),
    })
  }

  it.each([
    ['an error', new Error('canary of the store')], ['a text', 'canary of the store'], ['nothing', undefined],
    ['null', null],
    ['an object', { status: 200, message: 'canary of the store' }], ['a response', new Response('canary of the store')],
  ])('makes a 500 of %s that is thrown, tells the operator, and tells nobody else', async (_, thrown) => {
    const before = faults.length
    const answer = await logInWith(thrown)
    expect([answer.status, answer.code]).toEqual([500, 'internal_error'])
    expect(JSON.parse(answer.text)).toEqual({
      title: 'Something failed here.', status: 500, code: 'internal_error', request_id: 'test',
    })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(faults.slice(before)).toEqual([thrown])
  })

  it('makes a 503 of what the store cannot answer', async () => {
    const answer = await logInWith(new StoreError('the disk is full'))
    expect([answer.status, answer.code, answer.headers.get('retry-after')]).toEqual([503, 'unavailable', '5'])
  })

  it('makes a 503 of a commit whose guards never hold', async () => {
    const store = memoryStore()
    const instance = await startInstance({ store })
    await addUser(instance)
    const { shown } = await logIn(instance.auth, 'jwt')
    let commits = 0
    store.commit = () => Promise.resolve({ ok: false, failed: commits++ })
    const answer = await ask(instance.auth, 'POST /auth/logout', { headers: shown })
    expect([answer.status, answer.code, answer.headers.get('retry-after')]).toEqual([503, 'unavailable', '5'])
    expect([commits, answer.headers.getSetCookie()]).toEqual([5, []])
  })

  it('shows a page to a person', async () => {
    const answer = await logInWith(new Error('canary of the store'), asPage)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([500, 'text/html; charset=utf-8'])
    expect(answer.text).not.toContain('canary')
  })

  it('needs no page: where pages fail too, it is a problem', async () => {
    const broken = () => { throw new Error('a template') }
    const pages: Pages = {
      home: broken, login: broken, signup: broken, account: broken, choices: broken, reauthenticate: broken, failure: broken,
      files: new Map(),
    }
    const { auth } = await startInstance({ pages })
    const before = faults.length
    const answer = await ask(auth, 'GET /auth/login', { headers: asPage })
    expect([answer.status, answer.code]).toEqual([500, 'internal_error'])
    expect(answer.headers.get('content-security-policy')).toContain('default-src')
    expect(faults.length - before).toBe(2)
  })

  it('hears of a body that an application has read before us', async () => {
    const { auth } = await startInstance()
    const request = new Request('http://localhost:3000/auth/login', { method: 'POST', headers: asJson, body: '{}' })
    await request.text()
    const before = faults.length
    expect((await auth.handler(request)).status).toBe(500)
    expect(String(faults[before])).toContain('was read before')
  })
})

describe('E-05: a handler asks for itself', () => {
  const open = new Set([
    'GET /auth', 'GET /auth/login', 'GET /auth/signup', 'GET /auth/account', 'POST /auth/signup', 'POST /auth/login',
    'POST /auth/logout', 'POST /auth/refresh',
  ])
  const isForAnybody = (line: string) => open.has(line) || /preferences|consent/.test(line)
  const guarded = routes.filter(
    ({ line }) => !line.includes('/assets/') && !isForAnybody(line) && !line.includes('.well-known'),
  )

  it.each(titled(guarded))('%s without a credential changes nothing', async (_, route) => {
    const stage = await setStage(await openStage())
    stage.browser.cookies.clear()
    const { status, headers } = await play(stage, route)
    expect(status === 401 || status === 303 && headers.get('location')?.startsWith('/auth/login')).toBe(true)
    expect(await stage.instance.store.findSession(stage.other)).not.toBeNull()
  })

  it('the account page sends a stranger to the login, and back', async () => {
    const { auth } = await startInstance()
    const { status, headers } = await ask(auth, 'GET /auth/account?cursor=x')
    expect([status, headers.get('location')]).toEqual([303, '/auth/login?return_to=%2Fauth%2Faccount%3Fcursor%3Dx'])
  })
})

it('another base path moves every route, and the JWK Set stays', async () => {
  const instance = await startInstance({ base: '/members/auth' })
  await addUser(instance)
  const client = createClient(instance.auth)
  expect((await client.send('POST', '/members/auth/login', { json: { username: 'mira', password } })).status).toBe(200)
  expect((await client.send('POST', '/auth/login', { json: { username: 'mira', password } })).status).toBe(404)
  expect((await client.send('GET', '/.well-known/jwks.json')).status).toBe(200)
  expect((await client.send('GET', '/members/auth/account')).headers.get('location'))
    .toBe('/members/auth/login?return_to=%2Fmembers%2Fauth%2Faccount')
  expect((await logIn(instance.auth, 'cookie')).answer.status).toBe(404)
})

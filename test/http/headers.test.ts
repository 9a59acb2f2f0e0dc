/** Headers of every answer. */
import { describe, expect, it } from 'vitest'
import { createClient } from '../support/client.ts'
import { password, startInstance } from '../support/instance.ts'
import { ask, asJson, type Told } from './ask.ts'
import { addUser } from './people.ts'
import { openStage, play, routes, setStage, titled } from './routes.ts'

const common = {
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}

function expectSafe({ headers }: Pick<Told, 'headers'>): void {
  expect(Object.fromEntries(headers)).toMatchObject(common)
  for (const name of [
    'server', 'x-powered-by', 'etag', 'access-control-allow-origin',
  ]) expect(headers.get(name)).toBeNull()
}

describe('E-08: every answer', () => {
  it.each(titled(routes))('%s: is not sniffed, framed or told of', async (_, route) => {
    const stage = await setStage(await openStage())
    const done = await play(stage, route)
    stage.browser.cookies.clear()
    expectSafe(done)
    expectSafe(await play(stage, route))
    expect(done.headers.get('referrer-policy')).toBe(isPage(done) ? 'same-origin' : 'no-referrer')
  })

  it.each(['GET /auth/nowhere', 'PUT /auth/login', 'OPTIONS /auth/me'])('%s too', async (line) => {
    const { auth } = await startInstance()
    expectSafe(await ask(auth, line))
    expectSafe(await ask(auth, line, { headers: { accept: 'text/html' } }))
  })
})

describe('E-04: the Content-Security-Policy', () => {
  const policyOf = ({ headers }: Pick<Told, 'headers'>) => new Map(
    (headers.get('content-security-policy') ?? '').split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ')
      return [name, sources.join(' ')]
    }),
  )

  const strict = {
    'default-src': '\'none\'', 'style-src': '\'self\'', 'img-src': '\'self\'', 'form-action': '\'self\'',
    'base-uri': '\'none\'', 'object-src': '\'none\'', 'frame-ancestors': '\'none\'',
  }

  it.each([
    ['GET /auth', 200], ['GET /auth/login', 200], ['GET /auth/nowhere', 404],
    ['PUT /auth/login', 405],
    ['GET /auth/login?password=x', 400],
  ])('of the page at %s allows no script, no frame, no other base and forms to us alone', async (line, status) => {
    const { auth } = await startInstance()
    const page = await ask(auth, line, { headers: { accept: 'text/html' } })
    expect([page.status, isPage(page)]).toEqual([status, true])
    expect(Object.fromEntries(policyOf(page))).toEqual(strict)
    expect(page.text).not.toMatch(/<script|<style| style=| on[a-z]+=/i)
  })

  it('of a page with a script allows the files of ours, none that is inline and none from elsewhere', async () => {
    const { auth } = await startInstance()
    const page = await ask(auth, 'GET /auth/signup', { headers: { accept: 'text/html' } })
    expect(Object.fromEntries(policyOf(page))).toEqual({ ...strict, 'script-src': 'http://localhost:3000/auth/assets/' })
    expect(page.text.match(/<script.*?<\/script>/gs)).toEqual(['<script defer src="/auth/assets/password.js"></script>'])
    expect(page.text).not.toMatch(/<style| style=| on[a-z]+=/i)
    const script = await ask(auth, 'GET /auth/assets/password.js')
    expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8'])
  })

  it('of data allows nothing', async () => {
    const { auth } = await startInstance()
    for (const line of [
      'GET /auth/me', 'GET /.well-known/jwks.json', 'GET /auth/assets/favicon.svg', 'GET /auth/account',
    ]) {
      expect(Object.fromEntries(policyOf(await ask(auth, line))))
        .toEqual({ 'default-src': '\'none\'', 'frame-ancestors': '\'none\'' })
    }
  })
})

describe('E-07: HSTS', () => {
  it('is a year on an origin of https, whatever the answer', async () => {
    const { auth } = await startInstance({ origin: 'https://app.example.com' })
    for (const line of [
      'GET /auth/login', 'GET /auth/me', 'GET /auth/nowhere', 'GET /auth/account', 'GET /auth/assets/latchkey.css',
    ]) {
      expect((await ask(auth, line)).headers.get('strict-transport-security')).toBe('max-age=31536000')
    }
  })

  it('is not sent on loopback, which has no TLS', async () => {
    const { auth } = await startInstance()
    expect((await ask(auth, 'GET /auth/login')).headers.has('strict-transport-security')).toBe(false)
  })
})

describe('E-09: CORS', () => {
  const origins = [
    'https://evil.example', 'null', 'http://localhost:3000', 'https://localhost:3000',
    'http://localhost:3000.evil.example', 'http://localhost',
  ]
  it.each(origins)('is not spoken to %s: no preflight passes, no answer may be read', async (origin) => {
    const { auth } = await startInstance()
    const asked = {
      origin, 'access-control-request-method': 'DELETE', 'access-control-request-headers': 'authorization',
    }
    for (const line of [
      'OPTIONS /auth/sessions', 'OPTIONS /auth/login', 'GET /auth/me', 'GET /.well-known/jwks.json',
      'POST /auth/refresh',
    ]) {
      const { status, headers } = await ask(auth, line, { headers: asked })
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
      expect(line.startsWith('OPTIONS') ? status : 405).toBe(405)
    }
  })
})

describe('E-01: the one public origin', () => {
  it('is learned from no request: nothing of another host stands in an answer', async () => {
    const instance = await startInstance({ origin: 'https://app.example.com' })
    await addUser(instance)
    const forwarded = {
      host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http',
      forwarded: 'host=evil.example',
    }
    const base = 'http://evil.example'
    for (const path of ['/auth/account', '/auth/login', '/auth/signup', '/auth/nowhere', '/.well-known/jwks.json']) {
      const response = await instance.auth.handler(
        new Request(base + path, { headers: { ...forwarded, accept: 'text/html' } }),
      )
      expect(await response.text() + JSON.stringify([...response.headers])).not.toContain('evil.example')
    }
    const body = JSON.stringify({ username: 'mira', password, carrier: 'jwt' })
    const login = await instance.auth.handler(
      new Request(`${base}/auth/login`, { method: 'POST', headers: { ...forwarded, ...asJson }, body }),
    )
    const { access_token: token } = await login.json() as { access_token: string } // login.test.ts holds the shape
    const claims = JSON.parse(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, unknown> // our own JWT
    expect([claims['iss'], claims['aud']]).toEqual(['https://app.example.com', 'https://app.example.com'])
  })
})

describe('E-02: the address of a request', () => {
  const spoofed = {
    'x-forwarded-for': '203.0.113.9', 'x-real-ip': '203.0.113.9', forwarded: 'for=203.0.113.9',
    'cf-connecting-ip': '203.0.113.9',
  }

  it('is what the listener says, whatever headers say', async () => {
    const instance = await startInstance()
    await addUser(instance)
    const client = createClient(instance.auth)
    await client.send('POST', '/auth/login', { json: { username: 'mira', password }, headers: spoofed })
    const events = await instance.store.listEvents({}, { limit: 10 })
    expect(new Set(events.map(({ address }) => address))).toEqual(new Set(['198.51.100.7']))
  })

  it('is one source for the throttle, whatever headers say', async () => {
    const { auth } = await startInstance()
    const statuses: number[] = []
    for (let attempt = 0; attempt < 31; attempt++) {
      const headers = { ...spoofed, 'x-forwarded-for': `203.0.113.${attempt}` }
      statuses.push(
        (await createClient(auth).send('POST', '/auth/login', {
          json: { username: `name${attempt}`, password }, headers,
        })).status,
      )
    }
    expect(statuses).toEqual([...Array<number>(30).fill(401), 429])
  })
})

function isPage({ headers }: Pick<Told, 'headers'>): boolean {
  return headers.get('content-type')?.startsWith('text/html') ?? false
}

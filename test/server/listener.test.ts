import { describe, expect, it } from 'vitest'
import { createServer } from '../../src/server/serve.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { StoreError } from '../../src/stores/store-error.ts'
import { openListener, type ListenerOptions, type OpenListener } from './listening.ts'

async function withListener<T>(options: ListenerOptions, use: (open: OpenListener) => Promise<T>): Promise<T> {
  const open = await openListener(options)
  try {
    return await use(open)
  } finally {
    await open.close()
  }
}

describe('F-15: health', () => {
  it('answers to whoever asks by address, with no version and no detail', () => withListener({}, async ({ ask }) => {
    for (const [path, text] of [['/healthz', 'ok\n'], ['/readyz', 'ready\n']] as const) {
      const answer = await ask(`GET ${path}`, { host: '10.1.2.3:3000' })
      expect([answer.status, answer.text]).toEqual([200, text])
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
      expect(answer.headers).not.toHaveProperty('server')
      expect(answer.headers).not.toHaveProperty('x-powered-by')
    }
  }))

  it.each<[string, () => Promise<null>]>([
    ['fails', () => Promise.reject(new StoreError('The database /srv/latchkey.db is damaged.'))],
    ['hangs', () => new Promise(() => {})],
  ])('with a store that %s is live and not ready, within two seconds', (_, findThrottle) => {
    const store = { ...memoryStore(), findThrottle }
    return withListener({ store }, async ({ ask }) => {
      const start = performance.now()
      const [live, ready] = await Promise.all([ask('GET /healthz'), ask('GET /readyz')])
      expect([live.status, ready.status, ready.text]).toEqual([200, 503, 'not ready\n'])
      expect(performance.now() - start).toBeLessThan(2500)
    })
  })

  it('is not ready any more once the server is told to stop, and asks nobody to keep the connection', () => (
    withListener({ isStaying: () => false }, async ({ ask }) => {
      const [live, ready] = await Promise.all([ask('GET /healthz'), ask('GET /readyz')])
      expect([live.status, ready.status]).toEqual([200, 503])
      for (const { headers } of [live, ready]) expect(headers.connection).toBe('close')
    })
  ))
})

describe('the listener', () => {
  it('B-24: lets a browser forget what scripts of this host kept, at a logout and at nothing else', async () => {
    const { ask, close } = await openListener()
    expect((await ask('POST /auth/logout')).headers['clear-site-data']).toBe('"storage"')
    expect((await ask('POST /auth/logout', { origin: 'https://evil.example', cookie: '__Host-latchkey=x' })).headers['clear-site-data']).toBeUndefined()
    expect((await ask('GET /auth/login')).headers['clear-site-data']).toBeUndefined()
    await close()
  })

  it('lets a browser keep what scripts of another host behind forward-auth kept: it is the upstream\'s', async () => {
    const wiki = 'https://wiki.example.com'
    const { ask, close } = await openListener({ guardedOrigins: [wiki], instanceOptions: { guardedOrigins: [wiki] }, trustedProxies: { hops: 1 } })
    const out = await ask('POST /auth/logout', { 'host': 'wiki.example.com', 'x-forwarded-proto': 'https', 'x-forwarded-for': '198.51.100.7', 'origin': wiki })
    expect([out.status, out.headers['clear-site-data']]).toEqual([204, undefined])
    await close()
  })

  it('shows the home page at / and at the base path', () => withListener({}, async ({ ask }) => {
    const [root, base] = await Promise.all([ask('GET /'), ask('GET /auth')])
    expect([root.status, base.status]).toEqual([200, 200])
    expect(root.text).toContain('You are not logged in')
    expect(base.text).toContain('You are not logged in')
  }))

  it('E-17: answers 500 with a name and no detail where something fails that nobody caught, and logs it', () => (
    withListener({}, async ({ instance, lines }) => {
      const fault = new Error('a fault', { cause: new Error('a detail') })
      const auth = { ...instance.auth, handler: () => Promise.reject(fault) }
      await withListener({ auth }, async ({ ask, lines: own }) => {
        const answer = await ask('GET /auth/me')
        expect(answer.status).toBe(500)
        expect(JSON.parse(answer.text)).toMatchObject({ code: 'internal_error' })
        expect(answer.text).not.toContain('a fault')
        expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' })
        expect(own.filter(({ level }) => level === 50)).toHaveLength(1)
        expect(JSON.stringify(own)).toContain('a fault')
        expect(JSON.stringify(own), 'a cause may hold values').not.toContain('a detail')
      })
      expect(lines).toEqual([])
    })
  ))

  it('E-02: slows down the source that a trusted proxy names, and not the proxy', () => (
    withListener({ trustedProxies: { hops: 1 } }, async ({ ask }) => {
      const guess = (source: string, n: number) => guessAt(ask, n, { 'x-forwarded-for': `203.0.113.${n}, ${source}` })
      for (let n = 0; n < 30; n++) expect(await guess('198.51.100.7', n)).toBe(401)
      expect(await guess('198.51.100.8', 31), 'of the same network, whatever it writes itself').toBe(429)
      expect(await guess('192.0.2.7', 32), 'another network behind the same proxy').toBe(401)
    })
  ))

  it('E-02: slows down the socket where no proxy is trusted, whatever it says of itself', () => (
    withListener({}, async ({ ask }) => {
      const guess = (n: number) => guessAt(ask, n, {
        'x-forwarded-for': `203.0.113.${n}`, 'x-real-ip': `198.51.${n}.1`, forwarded: `for=192.0.${n}.2`,
      })
      for (let n = 0; n < 30; n++) expect(await guess(n)).toBe(401)
      expect(await guess(31)).toBe(429)
    })
  ))

  it.each<[string, ListenerOptions, number]>([
    ['a proxy that is trusted', { trustedProxies: { hops: 1 } }, 401], ['anybody else', {}, 403],
  ])('E-02: lets %s ask about another request, and says %o', (_, options, status) => (
    withListener(options, async ({ ask, lines }) => {
      const forwarded = { 'x-forwarded-method': 'POST', 'x-forwarded-uri': '/orders?x=secret', 'x-forwarded-proto': 'http', 'x-forwarded-host': 'localhost:3000' }
      expect((await ask('GET /auth/forward', forwarded)).status).toBe(status)
      expect(lines).toMatchObject([{ method: 'GET', route: '/auth/forward', status }])
      expect(JSON.stringify(lines)).not.toContain('secret')
    })
  ))

  it('E-01: answers for a host behind forward-auth under /auth/ alone', () => {
    const guardedOrigins = ['https://wiki.example.com']
    return withListener({ guardedOrigins, instanceOptions: { guardedOrigins } }, async ({ ask }) => {
      const host = { host: 'wiki.example.com' }
      expect((await ask('GET /auth/enter?return_to=%2F', host)).headers.location).toMatch(/^http:\/\/localhost:3000\/auth\/enter\?origin=https%3A%2F%2Fwiki\.example\.com&return_to=%2F&state=/)
      for (const path of ['/', '/auth', '/auth/login', '/.well-known/jwks.json']) expect((await ask(`GET ${path}`, host)).status).toBe(421)
      expect((await ask('GET /auth/enter', { host: 'shop.example.com' })).status).toBe(421)
    })
  })
})

/** A wrong password of a name that is never tried again; the status of the answer. */
async function guessAt(ask: OpenListener['ask'], n: number, headers: Record<string, string>): Promise<number> {
  const body = JSON.stringify({ username: `nobody-${n}`, password: 'not the password' })
  return (await ask('POST /auth/login', { 'content-type': 'application/json', ...headers }, body)).status
}

describe('E-12: the server', () => {
  it('waits no longer for a head than 10 s and for a request than 30 s, and bounds sockets and requests', () => {
    const server = createServer({ tls: null, trustedProxies: { hops: 0 } }, () => undefined)
    expect(server.headersTimeout).toBeLessThanOrEqual(10_000)
    expect(server.requestTimeout).toBeLessThanOrEqual(30_000)
    expect(server.keepAliveTimeout).toBeLessThanOrEqual(5000)
    expect(server.maxRequestsPerSocket).toBeLessThanOrEqual(1000)
    expect(server.maxConnections).toBeLessThanOrEqual(10_000)
  })

  it('keeps the idle connection of a proxy longer than the proxy does, so that the proxy closes it', () => {
    const server = createServer({ tls: null, trustedProxies: { hops: 1 } }, () => undefined)
    expect(server.keepAliveTimeout).toBeGreaterThan(60_000)
  })
})

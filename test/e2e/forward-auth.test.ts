/** nginx and Caddy, with the configurations that we ship, guard a plain upstream by a real server of ours. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../src/contracts.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { StoreError } from '../../src/stores/store-error.ts'
import { addUser } from '../http/people.ts'
import { browserOver, type Browser } from '../http/travelling-browser.ts'
import { openListener } from '../server/listening.ts'
import { type BehindProxy, login, shop, startBehind, wiki } from '../support/behind-proxy.ts'
import { password } from '../support/instance.ts'
import { proxyPrograms } from '../support/proxies.ts'
import { openUpstream, through, type Upstream } from '../support/upstream.ts'

const app = 'https://app.example.com'

describe.each(proxyPrograms)('$name', (program) => {
  if (!program.isHere) {
    // oxlint-disable-next-line no-console -- a test that did not run must be heard of
    console.warn(`SKIPPED: forward-auth by ${program.name}: the program is not installed (Debian: apt-get install nginx-light caddy).`)
  }

  describe.skipIf(!program.isHere)('in front of several hosts', () => {
    let behind: BehindProxy
    let upstream: Upstream
    const fetch = (request: Request) => behind.fetch(request)

    beforeAll(async () => {
      behind = await startBehind(program)
      ;({ upstream } = behind)
    })
    afterAll(() => behind?.stop())

    async function post(address: string, json: object, headers: Readonly<Record<string, string>> = {}): Promise<{ status: number, headers: Headers, body: Record<string, unknown> }> {
      const response = await fetch(new Request(address, { method: 'POST', body: JSON.stringify(json), headers: { 'content-type': 'application/json', ...headers } }))
      const written = await response.text()
      return { status: response.status, headers: response.headers, body: written === '' ? {} : JSON.parse(written) as Record<string, unknown> } // every JSON answer of ours is an object
    }

    async function tokenOf(carrier: string): Promise<string> {
      return String((await post(`${login}/auth/login`, { username: 'mira', password, carrier })).body['access_token'])
    }

    const get = (address: string, headers: Readonly<Record<string, string>> = {}) => fetch(new Request(address, { headers }))

    async function entered(): Promise<Browser> {
      const browser = browserOver(login, fetch)
      const shown = await browser.open(`${wiki}/auth/enter?return_to=%2Fpage`)
      const { headers } = await browser.logIn(shown.address)
      expect((await browser.open(login + String(headers.get('location')))).address).toBe(`${wiki}/page`)
      return browser
    }

    it('refuses who is not logged in, and the upstream hears nothing of it', async () => {
      const before = upstream.seen.length
      const program401 = await get(`${wiki}/orders`)
      expect(program401.status).toBe(401)
      expect(await program401.text()).not.toContain('upstream')
      const page = await get(`${wiki}/orders?x=1`, { accept: 'text/html' })
      expect([page.status, page.headers.get('location')]).toEqual([302, `${wiki}/auth/enter?return_to=%2Forders%3Fx%3D1`])
      expect(upstream.seen).toHaveLength(before)
    })

    it('leads a person to the login and back, and lets them in to a second host by the same login', async () => {
      const browser = await entered()
      const first = await browser.send('GET', `${wiki}/page`)
      expect([first.status, first.text]).toEqual([200, 'the upstream\'s answer'])
      const away = await browser.send('GET', `${shop}/cart?item=7`)
      expect((await browser.open(String(away.headers.get('location')))).address).toBe(`${shop}/cart?item=7`)
      expect((await browser.send('GET', `${shop}/cart?item=7`)).status).toBe(200)
      expect(upstream.seen.at(-1)).toMatchObject({ method: 'GET', url: '/cart?item=7', headers: { 'host': 'shop.example.com', 'x-latchkey-user': 'mira', 'x-latchkey-carrier': 'cookie', 'x-latchkey-scope': '*' } })
    })

    it.each(['jwt', 'token'])('lets a %s through', async (carrier) => {
      const answer = await get(`${wiki}/`, { authorization: `Bearer ${await tokenOf(carrier)}` })
      expect(answer.status).toBe(200)
      expect(upstream.seen.at(-1)?.headers).toMatchObject({ 'x-latchkey-user': 'mira', 'x-latchkey-carrier': carrier })
    })

    it('lets a token in X-Auth-Token and an API key through', async () => {
      const token = await tokenOf('token')
      expect((await get(`${wiki}/`, { 'x-auth-token': token })).status).toBe(200)
      expect(upstream.seen.at(-1)?.headers['x-latchkey-carrier']).toBe('token')
      const { body } = await post(`${login}/auth/keys`, { name: 'export' }, { authorization: `Bearer ${token}` })
      expect((await get(`${shop}/`, { authorization: `Bearer ${String(body['key'])}` })).status).toBe(200)
      expect(upstream.seen.at(-1)?.headers['x-latchkey-carrier']).toBe('key')
    })

    it('hands on a body, whatever is asked about it', async () => {
      const body = 'x'.repeat(100_000)
      const answer = await fetch(new Request(`${wiki}/orders`, { method: 'POST', body, headers: { 'authorization': `Bearer ${await tokenOf('jwt')}`, 'content-type': 'text/plain' } }))
      expect(answer.status).toBe(200)
      expect(upstream.seen.at(-1)).toMatchObject({ method: 'POST', body })
    })

    it('refuses what was revoked, by every carrier', async () => {
      const browser = await entered()
      const cookie = browser.cookie(wiki)
      const tokens = await Promise.all(['jwt', 'token'].map(tokenOf))
      const shown = [{ cookie }, ...tokens.map((token) => ({ authorization: `Bearer ${token}` }))]
      for (const headers of shown) expect((await get(`${wiki}/`, headers)).status).toBe(200)
      expect((await browser.send('POST', `${login}/auth/logout`, { headers: { accept: '*/*' } })).status).toBe(204)
      for (const token of tokens) expect((await post(`${login}/auth/logout`, {}, { authorization: `Bearer ${token}` })).status).toBe(204)
      for (const headers of shown) expect((await get(`${wiki}/`, headers)).status).toBe(401)
    })

    it('E-05: drops what a client claims to be', async () => {
      const forged = {
        'x-latchkey-user': 'admin', 'X-LATCHKEY-Roles': 'admin', 'x-latchkey-subject': 'x', 'x-latchkey-scope': '*', 'x-latchkey-session': 'x', 'x-latchkey-carrier': 'x',
        'x_latchkey_user': 'admin', 'x-latchkey-status': '200', 'x-latchkey-login': 'x',
      }
      expect((await get(`${wiki}/`, forged)).status).toBe(401)
      expect((await get(`${wiki}/`, { ...forged, authorization: `Bearer ${await tokenOf('jwt')}` })).status).toBe(200)
      const headers = upstream.seen.at(-1)?.headers ?? {}
      const identity = Object.entries(headers).filter(([name]) => /latchkey/.test(name)).map(([name, value]) => [name, value === '' ? undefined : value])
      expect(Object.fromEntries(identity.filter(([, value]) => value !== undefined))).toEqual({
        'x-latchkey-user': 'mira', 'x-latchkey-subject': expect.stringMatching(/^[\w-]{22}$/) as unknown, 'x-latchkey-scope': '*',
        'x-latchkey-session': expect.stringMatching(/^[\w-]{22}$/) as unknown, 'x-latchkey-carrier': 'jwt',
      })
    })

    it('E-02: believes no X-Forwarded header of a client', async () => {
      const browser = await entered()
      const post403 = await fetch(new Request(`${wiki}/orders`, {
        method: 'POST',
        headers: {
          'cookie': browser.cookie(wiki), 'origin': 'https://evil.example', 'x-forwarded-method': 'GET', 'x-forwarded-uri': '/other', 'x-forwarded-host': 'shop.example.com', 'x-forwarded-proto': 'http',
        },
      }))
      expect(post403.status).toBe(403)
      const direct = { 'x-forwarded-method': 'GET', 'x-forwarded-uri': '/', 'x-forwarded-host': 'wiki.example.com', 'x-forwarded-proto': 'https', 'cookie': browser.cookie(wiki) }
      for (const at of [wiki, login]) expect((await get(`${at}/auth/forward`, direct)).status).toBe(404)
    })

    it.each([
      { 'sec-fetch-site': 'cross-site', 'origin': 'https://evil.example' }, { 'sec-fetch-site': 'same-site', 'origin': shop }, { origin: login }, {},
    ])('B-14: refuses a POST of another site (%j), and takes one of its own pages', async (headers) => {
      const cookie = (await entered()).cookie(wiki)
      const sent = (more: Readonly<Record<string, string>>) => fetch(new Request(`${wiki}/orders`, { method: 'POST', body: 'a=1', headers: { cookie, ...more } }))
      const before = upstream.seen.length
      expect((await sent(headers)).status).toBe(403)
      expect(upstream.seen).toHaveLength(before)
      expect((await sent({ 'origin': wiki, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
    })

    it('shows the upstream no cookie of ours and no token, and leaves it its own', async () => {
      const browser = await entered()
      await browser.send('GET', `${wiki}/auth/me`)
      const own = 'a=1; b="x; y"'.replace('; y', ',y')
      const ours = browser.cookie(wiki)
      const many = `a=1; ${ours}; __Host-latchkey-form=x;__Host-latchkey-device=y; __Host-latchkey-refresh=z; ${own.slice(5)}; mine__Host-latchkey=1`
      expect((await get(`${wiki}/`, { cookie: many })).status).toBe(200)
      expect(upstream.seen.at(-1)?.headers['cookie']?.split(/; */)).toEqual(['a=1', 'b="x,y"', 'mine__Host-latchkey=1'])
      expect((await get(`${wiki}/`, { cookie: ours })).status).toBe(200)
      expect(upstream.seen.at(-1)?.headers['cookie'] ?? '').toBe('')
      // Planted ones, more than there are of ours: none is left over, whatever else that costs.
      const planted = Array.from({ length: 12 }, (_, n) => `__Host-latchkey-x${n}=lk_se_planted`).join('; ')
      expect((await get(`${wiki}/`, { cookie: `a=1; ${planted}; ${ours}` })).status).toBe(200)
      await get(`${wiki}/`, { 'authorization': `Bearer ${await tokenOf('jwt')}` })
      await get(`${wiki}/`, { 'x-auth-token': await tokenOf('token') })
      for (const { headers } of upstream.seen) {
        expect(headers['authorization'] ?? '').toBe('')
        expect(headers['x-auth-token'] ?? '').toBe('')
        expect(headers['cookie'] ?? '').not.toMatch(/(^|; ?)__Host-latchkey|lk_/)
      }
      expect(JSON.stringify(upstream.seen)).not.toMatch(/lk_(se|at|en|rt|key|tk)_/)
    })

    it('tells of two credentials that neither is taken', async () => {
      const cookie = (await entered()).cookie(wiki)
      expect((await get(`${wiki}/`, { cookie, authorization: `Bearer ${await tokenOf('jwt')}` })).status).toBe(400)
    })

    it('E-01: answers nothing of Latchkey\'s at another host but the little that it needs', async () => {
      for (const path of ['/auth/login', '/auth/signup', '/auth/account', '/auth/sessions']) expect((await get(wiki + path)).status).toBe(421)
    })
  })

  describe.skipIf(!program.isHere)('in front of one host', () => {
    it('guards what stands beside the login, moves a remembered cookie on, and tells of an outage as one', async () => {
      const upstream = await openUpstream()
      const store = memoryStore()
      let isAway = false
      const failing: Store = { ...store, findByDigest: (digest) => isAway ? Promise.reject(new StoreError('away')) : store.findByDigest(digest) }
      const listener = await openListener({ origin: app, trustedProxies: { hops: 1 }, instanceOptions: { origin: app, store: failing, recalledSessions: 0 } })
      const proxy = await program.start('one-host', { latchkey: listener.port, upstream: upstream.port })
      const fetch = through(() => proxy.port)
      try {
        await addUser(listener.instance)
        const browser = browserOver(app, fetch)
        const led = await browser.send('GET', `${app}/orders?x=1`)
        expect([led.status, led.headers.get('location')]).toEqual([302, `${app}/auth/login?return_to=%2Forders%3Fx%3D1`])
        const back = await browser.logIn(`${app}/auth/login?return_to=%2Forders%3Fx%3D1`, { remember: 'on' })
        expect(back.headers.get('location')).toBe('/orders?x=1')
        expect((await browser.send('GET', `${app}/orders?x=1`)).headers.getSetCookie()).toEqual(['theme=dark'])
        listener.instance.pass(300)
        const moved = await browser.send('GET', `${app}/orders?x=1`)
        expect(moved.headers.getSetCookie().toSorted((a, b) => a.localeCompare(b))).toEqual([expect.stringMatching(/^__Host-latchkey=lk_se_[\w-]{43};.*Max-Age=1209600/), 'theme=dark'])
        isAway = true
        for (const headers of [{ accept: 'text/html' }, { accept: '*/*' }]) {
          const before = upstream.seen.length
          const told = await browser.send('GET', `${app}/orders`, { headers })
          expect([told.status, told.headers.get('location'), upstream.seen.length]).toEqual([503, null, before])
        }
        isAway = false
        expect((await browser.send('GET', `${app}/orders`)).status).toBe(200)
        await listener.close()
        expect((await browser.send('GET', `${app}/orders`)).status).toBe(program.name === 'nginx' ? 503 : 502)
      } finally {
        await proxy.stop()
        await listener.close().catch(() => undefined)
        upstream.close()
      }
    })
  })
})

/** The lab as a browser meets it, without scripts: forms, and the page again. */
import { afterAll, describe, expect, it } from 'vitest'
import { createAuth } from '../../src/create-auth.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { attempts } from '../../src/lab/facts.ts'
import { newSecret } from '../../src/lab/instance.ts'
import { base, credentialIn, now, openLab, origin, visitorAt, type Visitor } from './world.ts'

const lab = openLab()
afterAll(() => lab.close())

const lanes = ['cookie', 'jwt', 'token'] as const

async function loggedIn(): Promise<{ visitor: Visitor, page: string }> {
  const visitor = visitorAt(lab)
  expect((await visitor.post('/logins')).status).toBe(303)
  return { visitor, page: await (await visitor.get()).text() }
}

const ask = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') => (
  lab.handler(new Request(`${origin}${base}/resource${path}`, { method, headers }))
)

it('who sends what is of no use, however often, ends nobody\'s login', async () => {
  const own = openLab()
  const mira = visitorAt(own)
  await mira.post('/logins')
  const status = async () => (await mira.get('/resource')).status
  expect(await status()).toBe(200)
  for (let n = 0; n < 40; n++) await visitorAt(own).post('/decode', {}, { 'content-type': 'text/plain' })
  expect(await status()).toBe(200)
  await own.close()
})

describe('the page', () => {
  it('loads one script and style sheets of this origin, and allows no other', async () => {
    const response = await visitorAt(lab).get()
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain('script-src \'self\'')
    expect(policy).not.toContain('unsafe')
    const html = await response.text()
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?! src="\/auth\/lab\/assets\/lab\.js")/)
    expect([...html.matchAll(/(?:src|href|action)="([^"]+)"/g)].map(([, to = '']) => to).filter((to) => !/^[/#]/.test(to))).toEqual([])
  })

  it('shows seven steps in each of three lanes before anything was done', async () => {
    const html = await (await visitorAt(lab).get()).text()
    expect(html.match(/<li class="step">/g)).toHaveLength(21)
    expect(html).toContain('Nobody is logged in yet.')
    expect(html).not.toMatch(/lk_|eyJ/)
  })

  it('speaks the language that the browser asks for, or that was chosen', async () => {
    const visitor = visitorAt(lab)
    expect(await (await visitor.get('', { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' })).text()).toContain('<html lang="zh-Hans">')
    visitor.cookies.set('__Host-preferences', Buffer.from(JSON.stringify({ language: 'en', theme: 'dark' })).toString('base64url'))
    const html = await (await visitor.get('', { 'accept-language': 'zh-CN' })).text()
    expect(html).toContain('<html lang="en" data-theme="dark">')
  })

  it('has no other paths and no other methods', async () => {
    const visitor = visitorAt(lab)
    expect((await visitor.get('/nowhere')).status).toBe(404)
    expect((await visitor.get('/assets/..%2f..%2fpackage.json')).status).toBe(404)
    expect((await visitor.get('/logins')).headers.get('allow')).toBe('POST')
    expect((await visitor.post('')).status).toBe(405)
    for (const name of ['lab.css', 'lab.js', 'other-site.css']) expect((await visitor.get(`/assets/${name}`)).status).toBe(200)
  })

  it('takes forms of no other site, and no fields that it does not know', async () => {
    const visitor = visitorAt(lab)
    await visitor.post('/attempts', { attempt: 'tamper' })
    expect((await visitor.post('/logins', {}, { 'sec-fetch-site': 'cross-site', 'origin': 'https://evil.example' })).status).toBe(403)
    expect((await visitor.post('/logins', { lane: 'all', more: 'x' })).status).toBe(400)
    expect((await visitor.post('/attempts', { attempt: 'nothing' })).status).toBe(400)
    expect((await visitor.post('/decode', { credential: 'x'.repeat(20_000) })).status).toBe(413)
  })
})

describe('a login in each lane', () => {
  it('is shown with its credentials, and the browser keeps the cookie of its lane', async () => {
    const { visitor, page } = await loggedIn()
    expect([...visitor.cookies.keys()]).toEqual(['__Host-lab-page', '__Host-lab-session'])
    expect(visitor.cookies.get('__Host-lab-session')).toBe(credentialIn(page, 'cookie'))
    expect(page.match(/Store: not asked/g)).toHaveLength(2)
    for (const lane of lanes) expect(credentialIn(page, lane)).not.toBe('')
  })

  it('opens the resource from all four places, one at a time', async () => {
    const { page } = await loggedIn()
    const [cookie, jwt, token] = lanes.map((lane) => credentialIn(page, lane))
    const places = [
      await ask('', { cookie: `__Host-lab-session=${cookie}` }), await ask('', { authorization: `Bearer ${jwt}` }),
      await ask('', { 'x-auth-token': token ?? '' }), await ask(`?token=${token}`),
    ]
    expect(places.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(places[3]?.headers.get('referrer-policy')).toBe('no-referrer')
    expect((await ask('', { 'authorization': `Bearer ${jwt}`, 'x-auth-token': token ?? '' })).status).toBe(400)
    expect((await ask('')).status).toBe(401)
    expect((await ask('?freshness=none', { authorization: `Bearer ${jwt}` })).status).toBe(400)
  })

  it('is seen by no other browser', async () => {
    const { page } = await loggedIn()
    const other = await (await visitorAt(lab).get()).text()
    for (const lane of lanes) expect(other).not.toContain(credentialIn(page, lane))
  })

  it('ends when its browser starts over', async () => {
    const { visitor, page } = await loggedIn()
    expect((await visitor.post('/over')).status).toBe(303)
    expect([...visitor.cookies.keys()]).not.toContain('__Host-lab-session')
    await expect.poll(async () => (await ask('', { authorization: `Bearer ${credentialIn(page, 'jwt')}` })).status).toBe(401)
    expect(await (await visitor.get()).text()).toContain('Nobody is logged in yet.')
  })

  it('goes when 32 others came after it', async () => {
    const { visitor, page } = await loggedIn()
    for (let n = 0; n < 32; n++) await visitorAt(lab).post('/logins')
    await expect.poll(async () => (await ask('', { authorization: `Bearer ${credentialIn(page, 'token')}` })).status).toBe(401)
    expect(await (await visitor.get()).text()).toContain('Nobody is logged in yet.')
  })
})

describe('attempts', () => {
  it('are kept in the ledger, and leave the login that is shown alone', async () => {
    const { visitor, page } = await loggedIn()
    for (const attempt of attempts) expect((await visitor.post('/attempts', { attempt })).headers.get('location')).toBe(`${base}#break`)
    const html = await (await visitor.get()).text()
    expect(html.match(/role="rowheader"/g)).toHaveLength(attempts.length)
    expect(html.match(/aria-pressed="true"/g)).toHaveLength(1)
    for (const lane of lanes) expect(html).toContain(credentialIn(page, lane))
    expect((await ask('', { cookie: `__Host-lab-session=${credentialIn(page, 'cookie')}` })).status).toBe(200)
  })

  it('from another site are told as the browser sent them, once it is known who is meant', async () => {
    const { visitor } = await loggedIn()
    await visitor.post('/attempts', { attempt: 'crosssite' })
    const [, code = ''] = /http:\/\/127\.0\.0\.1:3000\/auth\/lab\/other-site\?code=([\w-]{22})/.exec(await (await visitor.get()).text()) ?? []
    const foreign = { 'sec-fetch-site': 'cross-site', 'origin': 'http://127.0.0.1:3000', 'x-secret': 'seen by nobody' }
    const sent = await visitorAt(lab).post('/from-other-site', { code }, foreign)
    expect(sent.headers.get('location')).toBe(`${base}#break`)
    const html = await (await visitor.get()).text()
    expect(html).toContain('sent by your own browser just now')
    expect(html).not.toContain('seen by nobody')
    expect((await visitorAt(lab).post('/from-other-site', { code: 'x'.repeat(22) }, foreign)).status).toBe(404)
  })
})

describe('the decoder', () => {
  it.each(lanes)('takes the %s of its own lane apart', async (use) => {
    const { visitor } = await loggedIn()
    const html = await (await visitor.post('/decode', { credential: '', use })).text()
    expect(html).toContain('Would be accepted now')
    expect(html).not.toContain('NOT VERIFIED')
  })

  it('tells only the outside of what another Latchkey made, and repeats it to nobody', async () => {
    const real = createAuth({ origin, secret: newSecret(), store: memoryStore(), clock: () => now })
    const added = await real.users.add({ username: 'mira', password: 'cobalt meadow wrench', email: null, roles: [] })
    expect(added.ok).toBe(true)
    for (const carrier of lanes) {
      const login = await real.login({ username: 'mira', password: 'cobalt meadow wrench', carrier })
      const credential = login.ok ? login.issued.credential : ''
      const html = await (await visitorAt(lab).post('/decode', { credential: `Authorization: Bearer ${credential}` })).text()
      expect(html).toContain('NOT VERIFIED')
      expect(html).toContain('credential_invalid')
      for (const part of [credential, credential.split('.').at(-1) ?? '']) expect(html).not.toContain(part)
    }
    await real.close()
  })

  it('escapes what anybody may have written, and bears what is none', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const forged = `${part({ alg: 'none', '<b>': '<script>' })}.${part({ exp: 1e300, iat: 'soon', sub: 'x'.repeat(4000) })}.`
    for (const credential of [forged, '', '.', '..', 'a.b.c', '\u0000', 'lk_at_', '{}', 'lk_se_x'.repeat(900)]) {
      const response = await visitorAt(lab).post('/decode', { credential })
      expect(response.status).toBe(200)
      expect(await response.text()).not.toMatch(/<script>|<b>"|undefined/)
    }
  })
})

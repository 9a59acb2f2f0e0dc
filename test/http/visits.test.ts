/** Visits: counted once each, for those who agreed, and never at the cost of a page. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Visit } from '../../src/cookies/visitor.ts'
import { StoreError } from '../../src/stores/store-error.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { createClient, logIn, ownPage, type Client } from '../support/client.ts'
import { faults, origin, start, startInstance, type Instance, type InstanceOptions } from '../support/instance.ts'
import { formTo, openBrowser } from './browser.ts'
import { agree, choiceCookies, lifeOf, linesOf, plain, refused } from './choosing.ts'
import { addUser } from './people.ts'

const visitorCookie = choiceCookies.visitor
const day = 86_400
const all = { from: 0, until: Number.MAX_SAFE_INTEGER, limit: 1000 }

let instance: Instance
let browser: Client
beforeEach(async () => { await reopen() })

async function reopen(options: InstanceOptions = {}): Promise<void> {
  faults.length = 0
  instance = await startInstance(options)
  browser = openBrowser(instance.auth)
}

/** Once what nobody waits for is done. */
async function counts() {
  await instance.close()
  await instance.store.open()
  return instance.auth.visits(all)
}
const counted = async () => (await counts()).reduce((sum, { visits }) => sum + visits, 0)
const open = (path = '/auth', headers = {}, client = browser) => client.send('GET', path, { headers })

describe('a visit', () => {
  it('is neither counted nor named before consent, however many pages are opened', async () => {
    for (const path of ['/auth', '/auth/login', '/auth/signup', '/auth/consent']) {
      expect(linesOf(await open(path, { accept: 'text/html' }), visitorCookie)).toEqual([])
    }
    await agree(browser, { preferences: true, marketing: true })
    await open()
    expect(browser.cookies.has(visitorCookie)).toBe(false)
    expect(await counted()).toBe(0)
  })

  it('is counted once with consent, with the page on which it was given', async () => {
    await agree(browser, { analytics: true })
    expect(browser.cookies.has(visitorCookie)).toBe(true)
    for (let page = 0; page < 3; page++) await open()
    expect(await counts()).toEqual([
      { day: start, source: null, medium: null, campaign: null, visits: 1, visitors: 1, newVisitors: 1 },
    ])
  })

  it('is another one after 30 minutes without a page, of the same visitor', async () => {
    await agree(browser, { analytics: true })
    for (const wait of [1799, 1799, 1800]) {
      instance.pass(wait)
      await open()
    }
    expect(await counts()).toMatchObject([{ visits: 2, visitors: 1, newVisitors: 1 }])
  })

  it('is forgotten when consent is withdrawn: the cookie goes, and what comes next is counted no more', async () => {
    await agree(browser, { analytics: true })
    expect(lifeOf(await agree(browser), visitorCookie)).toEqual([0])
    instance.pass(3600)
    await open()
    expect(await counted()).toBe(1)
  })

  it('is forgotten with the next page when consent is over, or the text is another', async () => {
    await agree(browser, { analytics: true })
    instance.pass(180 * day)
    expect(lifeOf(await open(), visitorCookie)).toEqual([0])
  })

  it('B-19: is nobody’s where the cookie came twice', async () => {
    await agree(browser, { analytics: true })
    instance.pass(3600)
    const cookie = [...browser.cookies, [visitorCookie, plain({})]].map((pair) => pair.join('=')).join('; ')
    expect(lifeOf(await open('/auth', { cookie }), visitorCookie)).toEqual([0])
    expect(await counted()).toBe(1)
  })

  it('names its campaign by the address of its first page', async () => {
    await agree(browser, { analytics: true })
    instance.pass(3600)
    await open('/auth/login?utm_source=Letter&utm_medium=mail&utm_campaign=Spring')
    expect(await counts()).toMatchObject([
      { source: null, visits: 1 }, { source: 'letter', medium: 'mail', campaign: 'spring', visits: 1, newVisitors: 0 },
    ])
  })

  it.each([
    ['of ours', `${origin}/shop?utm_source=letter`, 'letter'],
    ['of another site', 'https://evil.example/?utm_source=letter', null],
    ['of a host that begins like ours', `${origin}.evil.example/?utm_source=letter`, null],
    ['of another port', 'http://localhost:30001/?utm_source=letter', null],
  ])('names the campaign of the page %s on which consent was given: %s', async (_, referer, source) => {
    await browser.send('PUT', '/auth/consent', { json: { ...refused, analytics: true }, headers: { referer } })
    expect(await counts()).toMatchObject([{ source, visits: 1 }])
  })

  it('names the campaign of the page that led to the question, and the answer leads back there', async () => {
    const html = { accept: 'text/html' }
    const page = await open('/auth/consent', { ...html, referer: `${origin}/shop?utm_source=Letter` })
    const form = { ...formTo(page, '/auth/consent'), choice: 'all' }
    const answer = await browser.send('POST', '/auth/consent', { form, headers: { referer: `${origin}/auth/consent` } })
    expect(answer.headers.get('location')).toBe('/shop?utm_source=Letter')
    expect(await counts()).toMatchObject([{ source: 'letter', visits: 1 }])
  })

  it.each([
    'https://evil.example/?utm_source=x', `${origin}/auth/consent?notice=consent_saved`, `${origin}/auth/preferences`, 'nonsense',
  ])('is not led back to %s', async (referer) => {
    const page = await open('/auth/consent', { accept: 'text/html', referer })
    expect(formTo(page, '/auth/consent')).not.toHaveProperty('return_to')
  })

  it.each([
    ['fetched ahead', 'GET', { 'sec-purpose': 'prefetch' }],
    ['drawn ahead', 'GET', { 'sec-purpose': 'prefetch;prerender' }],
    ['fetched ahead by an older browser', 'GET', { purpose: 'prefetch' }],
    ['asked for its head', 'HEAD', {}],
  ])('is no page that is only %s', async (_, method, headers) => {
    browser.cookies.set(choiceCookies.consent, plain({ preferences: false, analytics: true, marketing: false, at: start, version: 1 }))
    const answer = await browser.send(method, '/auth', { headers })
    expect([answer.status, linesOf(answer, visitorCookie), await counted()]).toEqual([200, [], 0])
  })

  it('is no page that was refused, and no answer to a program', async () => {
    browser.cookies.set(choiceCookies.consent, plain({ preferences: false, analytics: true, marketing: false, at: start, version: 1 }))
    for (const path of ['/auth/nowhere', '/auth/me', '/auth/assets/latchkey.css', '/auth/preferences']) await open(path)
    await open('/auth/nowhere', { accept: 'text/html' })
    expect([browser.cookies.has(visitorCookie), await counted()]).toEqual([false, 0])
  })

  it('names no browser in the store: the id in the cookie stands nowhere', async () => {
    const store = memoryStore()
    const rows: unknown[] = []
    const commit: typeof store.commit = (writes) => {
      rows.push(...writes)
      return store.commit(writes)
    }
    await reopen({ store: { ...store, commit } })
    await agree(browser, { analytics: true })
    expect(await counted()).toBe(1)
    const value = Buffer.from(browser.cookies.get(visitorCookie) ?? '', 'base64url').toString()
    const { id } = JSON.parse(value) as { id: string } // cookies/visitor.test.ts holds the shape
    expect(JSON.stringify(rows)).not.toContain(id)
  })
})

describe('counting', () => {
  const newcomers = (count: number, address: string) => Promise.all(Array.from({ length: count }, async () => {
    const one = openBrowser(instance.auth)
    return (await one.send('PUT', '/auth/consent', { json: { ...refused, analytics: true }, address })).status
  }))

  it('takes a hundred visits in ten minutes from one network, and refuses none a page', async () => {
    for (let round = 0; round < 12; round++) {
      expect(new Set(await newcomers(10, `198.51.100.${round}`))).toEqual(new Set([200]))
      await counts()
    }
    expect(await counted()).toBe(100)
    await newcomers(1, '203.0.113.1')
    expect(await counted(), 'another network').toBe(101)
    instance.pass(600)
    await newcomers(1, '198.51.100.1')
    expect(await counted(), 'ten minutes later').toBe(102)
  })

  it('costs no page anything where the store fails', async () => {
    const store = memoryStore()
    let isAway = false
    await reopen({ store: { ...store, commit: (writes) => isAway ? Promise.reject(new StoreError('away')) : store.commit(writes) } })
    isAway = true
    expect((await agree(browser, { analytics: true })).status).toBe(200)
    expect((await open()).status).toBe(200)
    isAway = false
    expect(await counted()).toBe(0)
    expect(faults.map(String)).toEqual(['StoreError: away'])
  })

  it.each([
    ['throws', () => { throw new Error('no') }, 'Error: no'],
    ['rejects', () => Promise.reject(new Error('no')), 'Error: no'],
    ['never answers', () => new Promise<void>(() => {}), 'Error: the visit counter did not answer in time'],
  ])('costs no page anything where a counter of one’s own %s', async (_, count, told) => {
    await reopen({ visits: { count } })
    expect((await agree(browser, { analytics: true })).status).toBe(200)
    await instance.close()
    expect(faults.map(String)).toEqual([told])
  })

  it('by a counter of one’s own tells it of each visit, and leaves the table empty', async () => {
    const told: Visit[] = []
    await reopen({ visits: { count: (visit) => { told.push(visit) } } })
    await agree(browser, { analytics: true })
    expect(await counts()).toEqual([])
    expect(told).toMatchObject([{ isNew: true, at: start, campaign: null }])
  })

  it('that is switched off names nobody, and takes an older name away', async () => {
    await reopen({ visits: false })
    await agree(browser, { analytics: true })
    expect(browser.cookies.has(visitorCookie)).toBe(false)
    browser.cookies.set(visitorCookie, 'x')
    expect(lifeOf(await open(), visitorCookie)).toEqual([0])
    expect(await counted()).toBe(0)
  })
})

describe('GET /auth/admin/visits', () => {
  const path = '/auth/admin/visits'

  async function administrator(carrier = 'jwt') {
    await addUser(instance, 'mira', { roles: ['admin'] })
    const { shown } = await logIn(instance.auth, carrier)
    const client = createClient(instance.auth)
    return (query = '') => client.send('GET', path + query, { headers: { ...shown, ...ownPage } })
  }

  it.each(['cookie', 'jwt', 'token'])('tells an administrator by %s how many came, the newest day first', async (carrier) => {
    await agree(browser, { analytics: true })
    instance.pass(day)
    await open('/auth?utm_source=letter')
    await counts()
    const { status, body } = await (await administrator(carrier))()
    const none = { medium: null, campaign: null, visits: 1, visitors: 1 }
    expect([status, body]).toEqual([200, {
      from: start - 28 * day, days: 30, truncated: false,
      visits: [{ ...none, day: start + day, source: 'letter', new_visitors: 0 }, { ...none, day: start, source: null, new_visitors: 1 }],
    }])
  })

  it('tells of as many days as are asked for, today among them', async () => {
    const asks = await administrator()
    expect((await asks('?days=1')).body).toMatchObject({ from: start, days: 1 })
    expect((await asks('?days=400')).body).toMatchObject({ from: start - 399 * day, days: 400 })
    for (const days of ['0', '401', '1.5', '-1', '', 'all', '01']) {
      const { status, body } = await asks(`?days=${days}`)
      expect([days, status, body['code']]).toEqual([days, 400, 'malformed_request'])
    }
  })

  it('says so where there are more campaigns than it tells of', async () => {
    const asks = await administrator()
    const rows = Array.from({ length: 1001 }, (_, n) => ({
      do: 'insert', table: 'visit',
      row: { id: `v${n}`, visitor: 'x', isNew: true, at: start, source: `s${n}`, medium: null, campaign: null },
    } as const))
    await instance.store.commit(rows.slice(1))
    expect((await asks()).body).toMatchObject({ truncated: false })
    await instance.store.commit(rows.slice(0, 1))
    const { body } = await asks()
    expect([body['truncated'], (body['visits'] as unknown[]).length]).toEqual([true, 1000]) // a list, as the test above holds
  })

  it('401 for nobody and for a visitor, 403 for everybody else', async () => {
    await reopen({ sessionData: { clientKeys: ['basket'] } })
    await addUser(instance, 'mira', { roles: ['editor'] })
    await browser.send('PATCH', '/auth/session/data', { json: { basket: 1 }, headers: { 'if-match': '"0"' } })
    expect(await browser.send('GET', path)).toMatchObject({ status: 401, body: { code: 'credential_missing' } })
    for (const carrier of ['cookie', 'jwt', 'token']) {
      const { shown } = await logIn(instance.auth, carrier)
      const answer = await createClient(instance.auth).send('GET', path, { headers: shown })
      expect(answer).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } })
    }
  })

  it('E-06: is closed in the moment the role is taken away, whatever the credential states', async () => {
    const asks = await administrator()
    expect((await asks()).status).toBe(200)
    const user = await instance.auth.users.findByName('mira')
    await instance.auth.users.setRoles(user?.id ?? '', [])
    expect((await asks()).status).toBe(401)
  })
})

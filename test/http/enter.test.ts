/** A login is carried to other hosts, each with a cookie of its own, and ends on all of them at once. */
import { beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../../src/crypto/hash.ts'
import { createClient, logIn } from '../support/client.ts'
import { origin, password, startInstance, stores, type Instance } from '../support/instance.ts'
import { ask, enteredBrowser, guardedOrigins, openBrowser, shop, wiki, type Browser } from './guarded.ts'
import { addUser } from './people.ts'

let instance: Instance
beforeEach(async () => {
  instance = await startInstance({ guardedOrigins })
  await addUser(instance)
})

const isLetIn = async (browser: Browser, at: string) => (await ask(instance, 'GET /page', { at, headers: { cookie: browser.cookie(at) } })).status === 200
const session = (browser: Browser, at: string) => browser.jars.get(at)?.get('__Host-latchkey')

describe('a person who opens a page of another host', () => {
  it('logs in once, and comes back to the page', async () => {
    const browser = openBrowser(instance)
    const { address, told } = await browser.open(`${wiki}/auth/enter?return_to=%2Fpage%3Fx%3D1`)
    expect(new URL(address).pathname).toBe('/auth/login')
    expect(new URL(address).origin).toBe(origin)
    expect(told?.status).toBe(200)
    const answer = await browser.logIn(address)
    expect(answer.status).toBe(303)
    const back = await browser.open(origin + String(answer.headers.get('location')))
    expect(back.address).toBe(`${wiki}/page?x=1`)
    expect(await isLetIn(browser, wiki)).toBe(true)
  })

  it('enters the next host by the same login, without being asked', async () => {
    const browser = await enteredBrowser(instance)
    expect((await browser.open(`${shop}/auth/enter?return_to=%2Fcart`)).address).toBe(`${shop}/cart`)
    expect(await isLetIn(browser, shop)).toBe(true)
    expect(await isLetIn(browser, wiki)).toBe(true)
  })

  it('B-01: gets a cookie of that host alone, with another secret than the login\'s', async () => {
    const browser = openBrowser(instance)
    await browser.logIn(`${origin}/auth/login`)
    const left = await browser.send('GET', `${wiki}/auth/enter?return_to=%2F`)
    expect(left.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-latchkey-enter=[\w-]{43}; (?!.*Domain).*HttpOnly.*SameSite=Lax/)])
    const made = await browser.send('GET', String(left.headers.get('location')))
    const arrived = await browser.send('GET', String(made.headers.get('location')))
    expect(arrived.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-latchkey=lk_se_[\w-]{43}; (?!.*Domain)(?!.*Max-Age).*Path=\/.*SameSite=Lax/)])
    expect(session(browser, wiki)).not.toBe(session(browser, origin))
  })

  it('is told the login that all hosts share, and is one line in the list of devices', async () => {
    const browser = await enteredBrowser(instance)
    const there = await ask(instance, 'GET /', { at: wiki, headers: { cookie: browser.cookie(wiki) } })
    const here = await ask(instance, 'GET /', { headers: { cookie: browser.cookie(origin) } })
    expect(there.headers.get('x-latchkey-session')).toBe(here.headers.get('x-latchkey-session'))
    const list = await browser.send('GET', `${origin}/auth/sessions`, { headers: { accept: '*/*' } })
    expect((JSON.parse(list.text) as { sessions: unknown[] }).sessions).toHaveLength(1)
  })

  it('comes back to both of two pages that were opened at once', async () => {
    const browser = openBrowser(instance)
    await browser.logIn(`${origin}/auth/login`)
    const [one, two] = [await browser.send('GET', `${wiki}/auth/enter?return_to=%2Fone`), await browser.send('GET', `${wiki}/auth/enter?return_to=%2Ftwo`)]
    expect((await browser.open(String(one.headers.get('location')))).address).toBe(`${wiki}/one`)
    expect((await browser.open(String(two.headers.get('location')))).address).toBe(`${wiki}/two`)
    expect(await isLetIn(browser, wiki)).toBe(true)
  })

  it('is led on at once where they are in already', async () => {
    const browser = await enteredBrowser(instance)
    const before = session(browser, wiki)
    const told = await browser.send('GET', `${wiki}/auth/enter?return_to=%2Fpage`)
    expect(told.headers.get('location')).toBe('/page')
    expect(session(browser, wiki)).toBe(before)
  })
})

/** An entry for this host, as it stands in an address, and the browser that was sent away for it. */
async function entryFor(at = wiki): Promise<{ browser: Browser, address: string }> {
  const browser = openBrowser(instance)
  await browser.logIn(`${origin}/auth/login`)
  const left = await browser.send('GET', `${at}/auth/enter?return_to=%2Fpage`)
  const made = await browser.send('GET', String(left.headers.get('location')))
  return { browser, address: String(made.headers.get('location')) }
}

describe('an entry', () => {
  it('is good once', async () => {
    const { browser, address } = await entryFor()
    expect((await browser.send('GET', address)).status).toBe(303)
    expect((await browser.send('GET', address)).status).toBe(401)
  })

  it('D-11: of ten at once is good for one', async () => {
    const { browser, address } = await entryFor()
    const told = await Promise.all(Array.from({ length: 10 }, () => browser.send('GET', address)))
    expect(told.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(told.filter(({ status }) => status === 401)).toHaveLength(9)
  })

  it('is good for a minute', async () => {
    const [early, late] = [await entryFor(), await entryFor()]
    instance.pass(59)
    expect((await early.browser.send('GET', early.address)).status).toBe(303)
    instance.pass(1)
    expect((await late.browser.send('GET', late.address)).status).toBe(401)
  })

  it('B-17: logs nobody in in another browser, whoever sends it there', async () => {
    const { address, browser } = await entryFor()
    const victim = openBrowser(instance)
    expect((await victim.send('GET', address)).status).toBe(401)
    await victim.send('GET', `${wiki}/auth/enter?return_to=%2F`)
    expect((await victim.send('GET', address)).status).toBe(401)
    expect(session(victim, wiki)).toBeUndefined()
    expect((await browser.send('GET', address)).status).toBe(303)
  })

  it('opens no other host', async () => {
    const { browser, address } = await entryFor()
    browser.jars.set(shop, new Map(browser.jars.get(wiki)))
    expect((await browser.send('GET', address.replace(wiki, shop))).status).toBe(401)
  })

  it('is no credential, and no credential is an entry', async () => {
    const { browser, address } = await entryFor()
    const entry = String(new URL(address).searchParams.get('ticket'))
    const { shown } = await logIn(instance.auth, 'jwt')
    for (const headers of [{ authorization: `Bearer ${entry}` }, { 'x-auth-token': entry }, { cookie: `__Host-latchkey=${entry}` }]) {
      expect((await createClient(instance.auth).send('GET', '/auth/me', { headers })).status).toBe(401)
    }
    expect((await createClient(instance.auth).send('GET', `/auth/me?ticket=${entry}`)).status).toBe(401)
    const { body } = await createClient(instance.auth).send('POST', '/auth/exchange', { headers: shown, json: { carrier: 'ticket', path: '/auth/enter' } })
    for (const ticket of [String(body['ticket']), session(browser, origin) ?? '', '']) {
      expect((await browser.send('GET', `${wiki}/auth/enter?ticket=${ticket}`)).status).toBe(401)
    }
  })

  it('is worth nothing once the login has ended', async () => {
    const { browser, address } = await entryFor()
    await browser.send('POST', `${origin}/auth/logout`, { headers: { accept: '*/*' } })
    expect((await browser.send('GET', address)).status).toBe(401)
  })

  it('is worth nothing once all logins have ended, whose rows stay behind', async () => {
    const { browser, address } = await entryFor()
    await browser.send('DELETE', `${origin}/auth/sessions?all=true`, { headers: { accept: '*/*' } })
    expect((await browser.send('GET', address)).status).toBe(401)
  })

  it('D-01: is one by its record too, and not by its spelling alone', async () => {
    const { browser, address } = await entryFor()
    const digest = sha256(String(new URL(address).searchParams.get('ticket')))
    await instance.store.commit([{ do: 'update', table: 'secret', id: digest, if: { purpose: 'enter' }, set: { purpose: 'ticket' } }])
    expect((await browser.send('GET', address)).status).toBe(401)
  })

  it('ends no login that a planted cookie names', async () => {
    const { browser, address } = await entryFor()
    browser.jars.get(wiki)?.set('__Host-latchkey', session(browser, origin) ?? '')
    expect((await browser.send('GET', address)).status).toBe(303)
    expect((await browser.send('GET', `${origin}/auth/account`)).status).toBe(200)
    expect(await isLetIn(browser, wiki)).toBe(true)
  })

  it('is made for who is logged in by cookie alone', async () => {
    const { shown } = await logIn(instance.auth, 'jwt')
    const state = sha256('nonce')
    const told = await openBrowser(instance).send('GET', `${origin}/auth/enter?${new URLSearchParams({ origin: wiki, return_to: '/', state }).toString()}`, { headers: shown })
    expect(told.headers.get('location')).toMatch(/^\/auth\/login\?return_to=/)
  })
})

describe('E-03: nobody is led', () => {
  it.each([
    'https://evil.example', 'https://wiki.example.com.evil.example', 'https://wiki.example.com@evil.example', 'https://wiki.example.com:8443',
    'http://wiki.example.com', 'https://WIKI.example.com', 'https://wiki.example.com/', '//wiki.example.com', 'javascript:alert(1)', '', 'null', origin,
  ])('to %j, which is no guarded origin', async (to) => {
    const browser = openBrowser(instance)
    await browser.logIn(`${origin}/auth/login`)
    const query = new URLSearchParams({ origin: to, return_to: '/', state: sha256('nonce') })
    const told = await browser.send('GET', `${origin}/auth/enter?${query.toString()}`)
    expect([told.status, told.headers.get('location')]).toEqual([400, null])
  })

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', '/\t/evil.example', '/.//evil.example', 'javascript:alert(1)', `/${'x'.repeat(3000)}`, `/${'x'.repeat(1600)}`])(
    'from another host to %j', async (to) => {
      const browser = openBrowser(instance)
      await browser.logIn(`${origin}/auth/login`)
      const { address } = await browser.open(`${wiki}/auth/enter?return_to=${encodeURIComponent(to)}`)
      expect(address).toBe(`${wiki}/`)
    },
  )

  it('to another page by who changes the address that leads back', async () => {
    const { browser, address } = await entryFor()
    const told = await browser.send('GET', address.replace('return_to=%2Fpage', 'return_to=https%3A%2F%2Fevil.example'))
    expect([told.status, told.headers.get('location')]).toEqual([303, '/'])
  })
})

describe('the cookie of one host', () => {
  it('opens no other, whoever carries it there', async () => {
    const browser = await enteredBrowser(instance)
    const [there, here] = [browser.cookie(wiki), browser.cookie(origin)]
    expect((await ask(instance, 'GET /', { headers: { cookie: there } })).status).toBe(401)
    expect((await ask(instance, 'GET /', { at: shop, headers: { cookie: there } })).status).toBe(401)
    expect((await ask(instance, 'GET /', { at: wiki, headers: { cookie: here } })).status).toBe(401)
    expect((await createClient(instance.auth).send('GET', '/auth/me', { headers: { cookie: there } })).status).toBe(401)
    expect((await browser.send('GET', `${wiki}/auth/me`)).status).toBe(200)
  })

  it('opens no other from what was recalled a moment ago', async () => {
    const browser = await enteredBrowser(instance)
    expect(await isLetIn(browser, wiki)).toBe(true)
    expect((await ask(instance, 'GET /', { at: shop, headers: { cookie: browser.cookie(wiki) } })).status).toBe(401)
  })

  it('B-14: is judged by the origin of that host', async () => {
    const browser = await enteredBrowser(instance)
    const cookie = browser.cookie(wiki)
    const post = (from: string) => ask(instance, 'POST /page', { at: wiki, headers: { cookie, origin: from } })
    expect((await post(wiki)).status).toBe(200)
    for (const other of [origin, shop, 'null']) expect((await post(other)).code).toBe('csrf_rejected')
    const logout = await browser.send('POST', `${wiki}/auth/logout`, { headers: { 'origin': origin, 'sec-fetch-site': 'cross-site', 'accept': '*/*' } })
    expect([logout.status, logout.code]).toEqual([403, 'csrf_rejected'])
  })

  it('is remembered as the login is', async () => {
    const browser = openBrowser(instance)
    const { answer } = await logIn(instance.auth, 'cookie', { remember: true })
    browser.jars.set(origin, new Map([['__Host-latchkey', loginCookie(answer.headers)]]))
    const left = await browser.send('GET', `${wiki}/auth/enter?return_to=%2F`)
    const made = await browser.send('GET', String(left.headers.get('location')))
    const arrived = await browser.send('GET', String(made.headers.get('location')))
    expect(arrived.headers.getSetCookie()[0]).toContain('Max-Age=1209600')
  })
})

const loginCookie = (headers: Headers) => /^__Host-latchkey=([^;]*)/.exec(headers.getSetCookie().find((line) => line.startsWith('__Host-latchkey=')) ?? '')?.[1] ?? ''

describe.each(stores)('on $name, the login ends on every host at once', ({ open }) => {
  const endings: readonly [string, (browser: Browser) => Promise<unknown>][] = [
    ['a logout where it began', (browser) => browser.send('POST', `${origin}/auth/logout`, { headers: { accept: '*/*' } })],
    ['a logout on one of the hosts', (browser) => browser.send('POST', `${wiki}/auth/logout`, { headers: { accept: '*/*' } })],
    ['a logout everywhere', (browser) => browser.send('DELETE', `${origin}/auth/sessions?all=true`, { headers: { accept: '*/*' } })],
    ['the list of devices', async (browser) => {
      const { body } = await createClient(instance.auth).send('GET', '/auth/me', { headers: { cookie: browser.cookie(origin) } })
      const { id } = body['session'] as { id: string }
      return browser.send('DELETE', `${origin}/auth/sessions/${id}`, { headers: { accept: '*/*' } })
    }],
    ['another login in the same browser', (browser) => (
      createClient(instance.auth).send('POST', '/auth/login', { json: { username: 'mira', password }, headers: { cookie: browser.cookie(origin), origin } })
    )],
    ['the end of its time', () => Promise.resolve(instance.pass(13 * 3600))],
  ]

  it.each(endings)('by %s', async (_, end) => {
    const { store, remove } = open()
    instance = await startInstance({ store, guardedOrigins })
    await addUser(instance)
    const browser = await enteredBrowser(instance)
    await browser.open(`${shop}/auth/enter?return_to=%2F`)
    const cookies = [wiki, shop].map((at) => [at, browser.cookie(at)] as const)
    // Once before, so that both are recalled without asking the store.
    for (const [at, cookie] of cookies) expect((await ask(instance, 'GET /', { at, headers: { cookie } })).status).toBe(200)
    await end(browser)
    for (const [at, cookie] of cookies) expect((await ask(instance, 'GET /', { at, headers: { cookie } })).status).toBe(401)
    await instance.close()
    remove()
  })
})

it.each(stores)('B-08: on $name, a logout that races with an entry leaves no host open, whoever comes first', async ({ open }) => {
  const { store, remove } = open()
  instance = await startInstance({ store, guardedOrigins })
  await addUser(instance)
  let entered = 0
  for (let round = 0; round < 20; round++) {
    const { browser, address } = await entryFor()
    const ends = () => browser.send('POST', `${origin}/auth/logout`, { headers: { accept: '*/*' } })
    const enters = () => browser.send('GET', address)
    const [one, another] = await Promise.all(round % 2 === 0 ? [ends(), enters()] : [enters(), ends()])
    if (one.status === 303 || another.status === 303) entered++
    expect([one.status, another.status]).toContain(204)
    expect(await isLetIn(browser, wiki)).toBe(false)
  }
  expect(entered, 'some came first').toBeGreaterThan(0)
  await instance.close()
  remove()
})

describe('the login on another host', () => {
  it('lives on while only that host is used', async () => {
    const browser = await enteredBrowser(instance)
    for (let hour = 0; hour < 8; hour++) {
      instance.pass(3600)
      expect(await isLetIn(browser, wiki)).toBe(true)
      await new Promise((resolve) => { setTimeout(resolve, 1) })
    }
    expect((await browser.send('GET', `${origin}/auth/account`)).status).toBe(200)
  })

  it('is not revived by that host once it has ended from idleness', async () => {
    const browser = await enteredBrowser(instance)
    instance.pass(7200)
    expect(await isLetIn(browser, wiki)).toBe(false)
    await new Promise((resolve) => { setTimeout(resolve, 1) })
    expect((await browser.send('GET', `${origin}/auth/account`)).status).toBe(303)
  })

  it('does not revive the one it stands on, from what was recalled a moment ago', async () => {
    const browser = await enteredBrowser(instance)
    const told = await ask(instance, 'GET /', { at: wiki, headers: { cookie: browser.cookie(wiki) } })
    const root = told.headers.get('x-latchkey-session') ?? ''
    instance.pass(55)
    expect(await isLetIn(browser, wiki)).toBe(true)
    const idle = instance.now() - 7200
    await instance.store.commit([{ do: 'update', table: 'session', id: root, if: {}, set: { lastSeen: idle } }])
    instance.pass(10)
    await isLetIn(browser, wiki)
    await new Promise((resolve) => { setTimeout(resolve, 5) })
    expect((await instance.store.findSession(root))?.session.lastSeen).toBe(idle)
  })

  it('is left by a form too, which leads to the login page', async () => {
    const told = await openBrowser(instance).send('POST', `${wiki}/auth/logout`, { form: {} })
    expect([told.status, told.headers.get('location')]).toEqual([303, `${origin}/auth/login`])
  })

  it('leaves no row behind that takes a living login its place', async () => {
    instance = await startInstance({ guardedOrigins, limits: { sessionsPerUser: 4 } })
    await addUser(instance)
    const kept = await logIn(instance.auth, 'cookie')
    for (let round = 0; round < 6; round++) {
      const browser = await enteredBrowser(instance)
      await browser.open(`${shop}/auth/enter?return_to=%2F`)
      await browser.send('POST', `${origin}/auth/logout`, { headers: { accept: '*/*' } })
    }
    expect((await createClient(instance.auth).send('GET', '/auth/me', { headers: kept.shown })).status).toBe(200)
  })

  it('replaces the one that the browser had there', async () => {
    const browser = await enteredBrowser(instance)
    const before = browser.cookie(wiki)
    const { address } = await entryThrough(browser)
    await browser.send('GET', address)
    expect((await ask(instance, 'GET /', { at: wiki, headers: { cookie: before } })).status).toBe(401)
    expect(await isLetIn(browser, wiki)).toBe(true)
  })
})

/** Another entry for a browser that is in already. */
async function entryThrough(browser: Browser): Promise<{ address: string }> {
  const nonce = browser.jars.get(wiki)?.get('__Host-latchkey-enter') ?? ''
  const query = new URLSearchParams({ origin: wiki, return_to: '/page', state: sha256(nonce) })
  const made = await browser.send('GET', `${origin}/auth/enter?${query.toString()}`)
  return { address: String(made.headers.get('location')) }
}

describe('E-04: a login page lets its form lead on', () => {
  it('to the guarded origins and nowhere else', async () => {
    const told = await openBrowser(instance).send('GET', `${origin}/auth/login`)
    expect(told.headers.get('content-security-policy')).toContain(`form-action 'self' ${wiki} ${shop};`)
  })
})

/** GET and PUT /auth/preferences: anybody may choose; what was chosen is the browser's, and with a login the account's. */
import { beforeEach, describe, expect, it } from 'vitest'
import { text, readHtml } from '../pages/read-html.ts'
import { createClient, logIn, ownPage, type Client, type Sent } from '../support/client.ts'
import { origin, startInstance, type Instance } from '../support/instance.ts'
import { ask, asJson } from './ask.ts'
import { formTo, loggedIn, openBrowser, post } from './browser.ts'
import { agree, choiceCookies, lifeOf, linesOf, plain } from './choosing.ts'
import { addUser } from './people.ts'

const path = '/auth/preferences'
const year = 31_536_000
const languages = ['en', 'de', 'pt-BR']

let instance: Instance
let browser: Client
beforeEach(async () => {
  instance = await startInstance({ languages })
  await addUser(instance)
  browser = openBrowser(instance.auth)
})

const put = (client: Client, json: unknown, sent: Sent = {}) => client.send('PUT', path, { json, ...sent })
const get = async (client: Client, headers: Sent['headers'] = {}) => (await client.send('GET', path, { headers })).body
const ofAccount = async (name = 'mira') => (await instance.auth.users.findByName(name))?.preferences

describe('preferences of somebody who has no account', () => {
  it('are nothing until they are chosen, and then what was chosen', async () => {
    expect(await get(browser)).toEqual({})
    const answer = await put(browser, { language: 'de', theme: 'dark' })
    expect([answer.status, answer.body]).toEqual([200, { language: 'de', theme: 'dark' }])
    expect(await get(browser)).toEqual({ language: 'de', theme: 'dark' })
  })

  it('are replaced, and not merged', async () => {
    await put(browser, { language: 'de', theme: 'dark' })
    expect((await put(browser, { theme: 'light' })).body).toEqual({ theme: 'light' })
    expect(await get(browser)).toEqual({ theme: 'light' })
    expect((await put(browser, {})).body).toEqual({})
    expect(await get(browser)).toEqual({})
  })

  it('end with the browser, and last a year with consent to it', async () => {
    expect(lifeOf(await put(browser, { theme: 'dark' }), choiceCookies.preferences)).toEqual([null])
    expect(lifeOf(await agree(browser, { preferences: true }), choiceCookies.preferences)).toEqual([year])
    expect(lifeOf(await put(browser, { theme: 'light' }), choiceCookies.preferences)).toEqual([year])
  })

  it.each([
    ['a choice', { theme: 'dark' }], ['a choice of nothing', {}],
  ])('end with the browser again when consent is withdrawn: %s', async (_, chosen) => {
    await agree(browser, { preferences: true })
    await put(browser, chosen)
    const answer = await agree(browser)
    expect(lifeOf(answer, choiceCookies.preferences)).toEqual([null])
    expect(await get(browser)).toEqual(chosen)
  })

  it('that can no longer be read are taken away when consent is withdrawn', async () => {
    browser.cookies.set(choiceCookies.preferences, plain({ language: 'xx' }))
    expect(lifeOf(await agree(browser), choiceCookies.preferences)).toEqual([0])
  })

  it('set no cookie where nothing was chosen, whatever is agreed to', async () => {
    for (const preferences of [true, false]) {
      expect(linesOf(await agree(browser, { preferences }), choiceCookies.preferences)).toEqual([])
    }
    expect(linesOf(await browser.send('GET', path), choiceCookies.preferences)).toEqual([])
  })

  it.each([
    ['is no JSON', 'e30x'], ['names no theme of ours', plain({ theme: 'pink' })], ['is a list', plain([])],
    ['has a language that is not spoken here', plain({ language: 'xx', theme: 'dark' })],
  ])('are none where the cookie %s', async (_, value) => {
    browser.cookies.set(choiceCookies.preferences, value)
    expect(await get(browser)).toEqual({})
  })

  it('B-19: are none where the cookie came twice', async () => {
    const one = `${choiceCookies.preferences}=${plain({ theme: 'dark' })}`
    expect((await ask(instance.auth, `GET ${path}`, { headers: { cookie: `${one}; ${one}` } })).text).toBe('{}')
  })

  it('are a visitor’s like anybody’s, and leave the visitor’s session as it is', async () => {
    const open = await startInstance({ languages, sessionData: { clientKeys: ['basket'] } })
    const visitor = openBrowser(open.auth)
    await visitor.send('PATCH', '/auth/session/data', { json: { basket: 1 }, headers: { 'if-match': '"0"' } })
    expect(visitor.cookies.has('__Host-latchkey')).toBe(true)
    expect((await put(visitor, { theme: 'dark' })).status).toBe(200)
    expect((await visitor.send('GET', '/auth/session/data')).body).toEqual({ basket: 1 })
  })
})

describe.each(['cookie', 'jwt', 'token'])('preferences of somebody who is logged in by %s', (carrier) => {
  it('are the account’s, and the same in another browser', async () => {
    const { shown } = await logIn(instance.auth, carrier)
    const headers = carrier === 'cookie' ? { ...shown, ...ownPage } : shown
    const client = createClient(instance.auth)
    expect((await put(client, { language: 'de' }, { headers })).body).toEqual({ language: 'de' })
    expect(await ofAccount()).toEqual({ language: 'de' })
    const other = await logIn(instance.auth, carrier)
    expect(await get(createClient(instance.auth), other.shown)).toEqual({ language: 'de' })
    await put(client, { theme: 'dark' }, { headers })
    expect(await ofAccount()).toEqual({ theme: 'dark' })
  })
})

describe('preferences of an account', () => {
  it('go before those of the browser, which fills what they leave open', async () => {
    const { shown } = await logIn(instance.auth, 'jwt')
    await put(createClient(instance.auth), { language: 'de' }, { headers: shown })
    const cookie = `${choiceCookies.preferences}=${plain({ language: 'en', theme: 'dark' })}`
    expect(await get(createClient(instance.auth), { ...shown, cookie })).toEqual({ language: 'de', theme: 'dark' })
  })

  it('of which two are chosen at once are one of the two', async () => {
    const { shown } = await logIn(instance.auth, 'jwt')
    const themes = ['light', 'dark', 'system']
    const answers = await Promise.all(themes.map((theme) => put(createClient(instance.auth), { theme }, { headers: shown })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(themes).toContain((await ofAccount())?.theme)
  })

  it('whose language is spoken here no more do without it, and nobody is kept from logging in', async () => {
    await addUser(instance, 'anna', { preferences: { language: 'fr', theme: 'dark' } })
    const anna = await loggedIn(instance.auth, 'anna')
    expect(await get(anna)).toEqual({ theme: 'dark' })
    expect((await anna.send('GET', '/auth/account', { headers: { accept: 'text/html' } })).status).toBe(200)
    expect((await anna.send('POST', '/auth/login', { json: { username: 'anna', password: 'harbour quilt seven' } })).status).toBe(200)
    expect(await ofAccount('anna')).toEqual({ language: 'fr', theme: 'dark' })
  })
})

describe('preferences that are refused', () => {
  it.each<[string, unknown, string]>([
    ['a member that there is not', { theme: 'dark', size: 'large' }, 'unknown_field'],
    ['a member of forms alone', { csrf: '' }, 'unknown_field'],
    ['a theme that there is not', { theme: 'pink' }, 'malformed_request'],
    ['null', { theme: null }, 'malformed_request'],
    ['a language that is not spoken here', { language: 'fr' }, 'malformed_request'],
    ['a language in another spelling', { language: 'PT-br' }, 'malformed_request'],
    ['a list', [], 'malformed_request'],
  ])('400 for %s', async (_, json, code) => {
    const answer = await put(browser, json)
    expect([answer.status, answer.body['code'], linesOf(answer, choiceCookies.preferences)]).toEqual([400, code, []])
  })

  it('says which languages there are, and repeats none that was sent', async () => {
    const { text: told } = await put(browser, { language: '<b>' })
    expect(told).toContain('en, de, pt-BR')
    expect(told).not.toContain('<b>')
  })

  it.each(['Bearer nonsense', `Bearer lk_at_${'A'.repeat(90)}`])('401 for a credential that is not good: %s', async (authorization) => {
    for (const line of [`GET ${path}`, `PUT ${path}`]) {
      const body = line.startsWith('PUT') ? { body: '{}', headers: { authorization, ...asJson } } : { headers: { authorization } }
      expect(await ask(instance.auth, line, body)).toMatchObject({ status: 401, code: 'credential_invalid' })
    }
  })

  it('400 for two credentials', async () => {
    const { shown } = await logIn(instance.auth, 'cookie')
    const headers = { ...shown, ...ownPage, ...asJson, authorization: 'Bearer x' }
    expect(await ask(instance.auth, `PUT ${path}`, { headers, body: '{}' })).toMatchObject({ status: 400, code: 'ambiguous_credentials' })
  })

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }], ['a sibling', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { origin: 'https://evil.example' }], ['no origin', { origin: 'null' }],
  ])('B-14, B-17: 403 from %s, though nobody is logged in', async (_, headers) => {
    const answer = await ask(instance.auth, `PUT ${path}`, { headers: { ...headers, ...asJson }, body: '{"theme":"dark"}' })
    expect(answer).toMatchObject({ status: 403, code: 'csrf_rejected' })
    expect(answer.headers.getSetCookie()).toEqual([])
  })

  it('B-16: 415 for JSON that calls itself text', async () => {
    const headers = { 'content-type': 'text/plain', origin }
    expect((await ask(instance.auth, `PUT ${path}`, { headers, body: '{"theme":"dark"}' })).status).toBe(415)
  })
})

describe('a login that is over', () => {
  it('keeps nobody from choosing in this browser', async () => {
    const { shown } = await logIn(instance.auth, 'cookie')
    instance.pass(3 * 3600)
    const headers = { ...shown, ...ownPage }
    expect(await put(createClient(instance.auth), { theme: 'dark' }, { headers })).toMatchObject({ status: 200 })
    expect(await get(createClient(instance.auth), headers)).toEqual({})
    expect(await ofAccount()).toEqual({})
  })

  it('leads to the login page from a form that was opened before its end', async () => {
    const mira = await loggedIn(instance.auth)
    const page = await mira.send('GET', '/auth/account')
    instance.pass(3 * 3600)
    const answer = await mira.send('POST', path, { form: formTo(page, path) })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/auth/login'])
  })
})

describe('the form of preferences', () => {
  const form = { on: path, to: path }
  const html = { accept: 'text/html' }
  const page = async (client: Client) => client.send('GET', path, { headers: html })
  const send = async (client: Client, fields: Record<string, string>) => (
    client.send('POST', path, { form: { ...formTo(await page(client), path), ...fields } })
  )

  it('saves for who is not logged in, and comes back saying so', async () => {
    const answer = await send(browser, { language: 'de', theme: 'dark' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/auth/consent?notice=preferences_saved'])
    const back = await browser.send('GET', '/auth/consent?notice=preferences_saved', { headers: html })
    expect(text(readHtml(back.text))).toContain('Your preferences are saved')
    expect(back.text).toContain('data-theme="dark"')
    expect(await get(browser)).toEqual({ language: 'de', theme: 'dark' })
  })

  it('takes an empty field for no choice', async () => {
    await send(browser, { language: 'de', theme: 'dark' })
    expect((await send(browser, { language: '', theme: 'light' })).status).toBe(303)
    expect(await get(browser)).toEqual({ theme: 'light' })
    await send(browser, { language: '', theme: '' })
    expect(await get(browser)).toEqual({})
  })

  it('on the account page leads back to it, and the account is changed', async () => {
    const mira = await loggedIn(instance.auth)
    const answer = await post(mira, { on: '/auth/account', to: path }, { theme: 'dark' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/auth/account?notice=preferences_saved'])
    expect(await ofAccount()).toMatchObject({ theme: 'dark' })
  })

  it('leads to the address that it names, as it is', async () => {
    const answer = await send(browser, { theme: 'dark', return_to: '/orders?page=2' })
    expect(answer.headers.get('location')).toBe('/orders?page=2')
  })

  it('E-03: leads to no other site', async () => {
    for (const elsewhere of ['https://evil.example/', '//evil.example', '/\\evil.example']) {
      const answer = await send(browser, { theme: 'dark', return_to: elsewhere })
      expect(answer.headers.get('location')).toBe('/auth/consent?notice=preferences_saved')
    }
  })

  it('is answered with a page where a language is not spoken here', async () => {
    const answer = await send(browser, { language: 'fr' })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8'])
  })

  it.each([
    ['without its token', { csrf: '' }], ['with the token of another form', null],
  ])('B-15: is refused %s', async (_, fields) => {
    const csrf = fields?.csrf ?? formTo(await page(browser), '/auth/consent')['csrf'] ?? ''
    const answer = await send(browser, { theme: 'dark', csrf })
    expect([answer.status, linesOf(answer, choiceCookies.preferences)]).toEqual([403, []])
  })

  it('B-15: is refused with the token of another browser', async () => {
    const other = formTo(await page(openBrowser(instance.auth)), form.to)
    await page(browser)
    expect((await browser.send('POST', path, { form: other })).status).toBe(403)
  })
})

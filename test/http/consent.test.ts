/** GET and PUT /auth/consent: nothing is agreed to until somebody says so, and it is taken back as easily as it is given. */
import { beforeEach, describe, expect, it } from 'vitest'
import { find, readHtml, text } from '../pages/read-html.ts'
import { createClient, logIn, ownPage, type Client } from '../support/client.ts'
import { origin, start, startInstance, type Instance } from '../support/instance.ts'
import { ask, asJson } from './ask.ts'
import { formTo, loggedIn, openBrowser } from './browser.ts'
import { accepted, agree, choiceCookies, lifeOf, linesOf, plain, refused } from './choosing.ts'
import { addUser } from './people.ts'

const path = '/auth/consent'
const day = 86_400
const undecided = { necessary: true, ...refused, gpc: false, decided_at: null, version: 1 }

let instance: Instance
let browser: Client
beforeEach(async () => {
  instance = await startInstance()
  await addUser(instance)
  browser = openBrowser(instance.auth)
})

const get = async (client = browser, headers = {}) => (await client.send('GET', path, { headers })).body

describe('consent', () => {
  it('is none before anybody was asked, and sets no cookie', async () => {
    const answer = await browser.send('GET', path)
    expect([answer.status, answer.body, answer.headers.getSetCookie()]).toEqual([200, undecided, []])
  })

  it('is what was decided, when, and on which text, for 180 days', async () => {
    instance.pass(60)
    const answer = await agree(browser, { analytics: true })
    const decided = { ...undecided, analytics: true, decided_at: start + 60 }
    expect([answer.status, answer.body]).toEqual([200, decided])
    expect(lifeOf(answer, choiceCookies.consent)).toEqual([180 * day])
    expect(await get()).toEqual(decided)
    instance.pass(180 * day - 1)
    expect(await get()).toEqual(decided)
    instance.pass(1)
    expect(await get()).toEqual(undecided)
  })

  it('that was refused is a decision too, which lasts as long', async () => {
    const answer = await agree(browser)
    expect(answer.body).toEqual({ ...undecided, decided_at: start })
    expect(lifeOf(answer, choiceCookies.consent)).toEqual([180 * day])
  })

  it('is asked for again on another text', async () => {
    await agree(browser, accepted)
    const next = await startInstance({ store: instance.store, consentVersion: 2 })
    const sent = { cookie: `${choiceCookies.consent}=${browser.cookies.get(choiceCookies.consent)}` }
    expect(await get(createClient(next.auth), sent)).toEqual({ ...undecided, version: 2 })
  })

  it('to marketing counts for nothing where the browser says Sec-GPC, and is kept as it was given', async () => {
    const gpc = { 'sec-gpc': '1' }
    const answer = await browser.send('PUT', path, { json: accepted, headers: gpc })
    expect(answer.body).toEqual({ ...undecided, ...accepted, marketing: false, gpc: true, decided_at: start })
    expect(await get(browser, gpc)).toEqual(answer.body)
    expect(await get()).toMatchObject({ marketing: true, gpc: false })
    expect(await get(browser, { 'sec-gpc': '0' })).toMatchObject({ marketing: true, gpc: false })
  })

  it.each([
    ['is broken', 'e30x'], ['lacks a member', plain({ ...accepted, version: 1 })],
    ['is of tomorrow', plain({ ...accepted, at: start + day, version: 1 })],
  ])('is none where the cookie %s', async (_, value) => {
    browser.cookies.set(choiceCookies.consent, value)
    expect(await get()).toEqual(undecided)
  })

  it('B-19: is none where the cookie came twice', async () => {
    await agree(browser, accepted)
    const one = `${choiceCookies.consent}=${browser.cookies.get(choiceCookies.consent)}`
    const { text: told } = await ask(instance.auth, `GET ${path}`, { headers: { cookie: `${one}; ${one}` } })
    expect(JSON.parse(told)).toEqual(undecided)
  })

  it.each(['cookie', 'jwt', 'token'])('is the browser’s, whoever is logged in by %s', async (carrier) => {
    const { shown } = await logIn(instance.auth, carrier)
    const headers = carrier === 'cookie' ? { ...shown, ...ownPage } : shown
    expect((await createClient(instance.auth).send('PUT', path, { json: accepted, headers })).status).toBe(200)
    expect(await get(createClient(instance.auth), shown)).toEqual(undecided)
  })

  it('can be taken back by who was logged out elsewhere meanwhile', async () => {
    const { shown } = await logIn(instance.auth, 'cookie')
    instance.pass(3 * 3600)
    const client = createClient(instance.auth)
    expect((await client.send('PUT', path, { json: refused, headers: { ...shown, ...ownPage } })).status).toBe(200)
  })
})

describe('consent that is refused', () => {
  it.each<[string, unknown, string]>([
    ['a member too many', { ...refused, functional: true }, 'unknown_field'],
    ['a member of forms alone', { ...refused, choice: 'all' }, 'unknown_field'],
    ['a member that is missing', { preferences: true, analytics: true }, 'malformed_request'],
    ['no boolean', { ...refused, analytics: 'on' }, 'malformed_request'],
    ['nothing', {}, 'malformed_request'],
  ])('400 for %s', async (_, json, code) => {
    const answer = await browser.send('PUT', path, { json })
    expect([answer.status, answer.body['code'], answer.headers.getSetCookie()]).toEqual([400, code, []])
  })

  it('401 for a credential in a header that is not good', async () => {
    const headers = { ...asJson, authorization: 'Bearer nonsense' }
    const answer = await ask(instance.auth, `PUT ${path}`, { headers, body: JSON.stringify(accepted) })
    expect(answer).toMatchObject({ status: 401, code: 'credential_invalid' })
    expect(answer.headers.getSetCookie()).toEqual([])
  })

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }], ['a sibling', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { origin: 'https://evil.example' }], ['no origin', { origin: 'null' }],
  ])('B-14: 403 from %s: nobody agrees for somebody else', async (_, headers) => {
    const sent = { headers: { ...asJson, ...headers }, body: JSON.stringify(accepted) }
    const answer = await ask(instance.auth, `PUT ${path}`, sent)
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []])
  })
})

describe('the form of consent', () => {
  const page = async (client = browser, headers = {}) => client.send('GET', path, { headers: { accept: 'text/html', ...headers } })
  const send = async (fields: Record<string, string>) => {
    const answer = await browser.send('POST', path, { form: { ...formTo(await page(), path), ...fields } })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${path}?notice=consent_saved`])
    return get()
  }

  it('has no box ticked but the one that nobody is asked about, until somebody ticks it', async () => {
    const boxes = readHtml((await page()).text).filter(({ attributes }) => attributes['type'] === 'checkbox')
    expect(boxes.map(({ attributes }) => [attributes['id'], 'checked' in attributes, 'disabled' in attributes])).toEqual([
      ['box-necessary', true, true], ['box-preferences', false, false],
      ['box-analytics', false, false], ['box-marketing', false, false],
    ])
  })

  it('saves what is ticked, and shows it the next time', async () => {
    expect(await send({ analytics: 'on' })).toMatchObject({ ...refused, analytics: true })
    expect(find(readHtml((await page()).text), 'box-analytics').attributes).toHaveProperty('checked')
    expect(text(readHtml((await page()).text))).toContain('You decided on')
  })

  it('has a button for all and one for none, whatever is ticked', async () => {
    expect(await send({ choice: 'all' })).toMatchObject(accepted)
    expect(await send({ choice: 'none', analytics: 'on', marketing: 'on' })).toMatchObject(refused)
  })

  it('says that Sec-GPC is heard, and offers no marketing', async () => {
    await agree(browser, accepted)
    const marketing = find(readHtml((await page(browser, { 'sec-gpc': '1' })).text), 'box-marketing').attributes
    expect(marketing).toHaveProperty('disabled')
    expect(marketing).not.toHaveProperty('checked')
  })

  it('on the account page leads back to it', async () => {
    const mira = await loggedIn(instance.auth)
    const account = await mira.send('GET', '/auth/account')
    const answer = await mira.send('POST', path, { form: formTo(account, path) })
    expect(answer.headers.get('location')).toBe('/auth/account?notice=consent_saved')
  })

  it.each([
    ['no token', {}], ['a word for a token', { csrf: 'x' }],
  ])('B-15: is refused with %s', async (_, csrf) => {
    await page()
    const answer = await browser.send('POST', path, { form: { choice: 'all', ...csrf } })
    expect([answer.status, linesOf(answer, choiceCookies.consent)]).toEqual([403, []])
  })

  it('B-14: is refused from another site although its token is good', async () => {
    const form = formTo(await page(), path)
    for (const headers of [{ 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'none', origin: 'null' }]) {
      const answer = await browser.send('POST', path, { form, headers })
      expect([answer.status, linesOf(answer, choiceCookies.consent)]).toEqual([403, []])
    }
  })

  it('is 406 where there are no pages', async () => {
    const bare = await startInstance({ pages: null })
    const answer = await ask(bare.auth, `GET ${path}`, { headers: { accept: 'text/html', origin } })
    expect(answer).toMatchObject({ status: 406, code: 'not_acceptable' })
  })
})

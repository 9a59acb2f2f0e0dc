/** The routes of the administration: who may, how they are asked, and what they refuse. */
import { beforeEach, describe, expect, it } from 'vitest'
import { paths } from '../../src/http/paths.ts'
import type { User } from '../../src/contracts.ts'
import { createClient, logIn, ownPage, type Answer, type Client, type Sent } from '../support/client.ts'
import { password, startInstance, type Instance } from '../support/instance.ts'
import { narrowedKinds } from '../support/narrowing.ts'
import { changes, grave, others, questions, reads, type AdminRoute } from './admin-routes.ts'
import { formTo, loggedIn, openBrowser } from './browser.ts'
import { addUser } from './people.ts'

let instance: Instance
let ada: User
let mira: User
let session: string
let kid: string
const html = { accept: 'text/html' }

beforeEach(async () => {
  instance = await startInstance({ roles: { '*': ['profile:read'] } })
  ada = await addUser(instance, 'ada', { roles: ['admin'] })
  mira = await addUser(instance)
  session = (await logIn(instance.auth, 'cookie')).session
  kid = (await instance.auth.keys.list()).find(({ use, state }) => use === 'jwt' && state === 'current')?.kid ?? ''
})

const named = (text: string) => text.replace('{user}', mira.id).replace('{session}', session).replace('{kid}', kid)

function send(client: Client, line: string, sent: Sent = {}): Promise<Answer> {
  const [method = '', path = ''] = named(line).split(' ')
  return client.send(method, path, sent)
}

const asProgram = (client: Client, { line, body }: AdminRoute, headers = {}) =>
  send(client, line, { headers: { ...ownPage, ...headers }, ...(body !== undefined && { json: body }) })

const byLine = (all: readonly AdminRoute[]) => all.map((route) => [route.line, route] as const)
const everything = byLine([...reads, ...changes, ...others])

async function filled(browser: Client, route: AdminRoute): Promise<Record<string, string>> {
  const page = await browser.send('GET', named(route.on ?? ''), { headers: html })
  const path = named(route.line).split(' ')[1] ?? ''
  return { ...formTo(page, path), ...route.fields }
}

const state = async () => JSON.stringify([
  await instance.auth.users.list(), (await instance.auth.sessions.listAll()).map((one) => one.session.id), await instance.auth.keys.list(),
])

describe('the administration', () => {
  it('has no route that these tests do not know', () => {
    const known = new Set([...reads, ...changes, ...others].map(({ line }) => line).concat(questions.map((path) => `GET ${path}`)).map((line) => (
      line.replace(/\{\w+\}/, ':id').replace(/\?.*/, '').replace(/^\w+ \/auth/, '')
    )))
    expect([...known].toSorted()).toEqual(paths.filter((path) => path.startsWith('/admin')).toSorted())
  })

  it.each(everything)('%s is 401 for nobody', async (_line, route) => {
    const answer = await asProgram(createClient(instance.auth), route)
    expect([answer.status, answer.body['code']]).toEqual([401, 'credential_missing'])
  })

  it.each(everything)('%s is 403 for another user, by cookie and by header', async (_line, route) => {
    const before = await state()
    const { shown } = await logIn(instance.auth, 'jwt')
    for (const client of [createClient(instance.auth), await loggedIn(instance.auth)]) {
      const answer = await asProgram(client, route, client.cookies.size === 0 ? shown : {})
      expect([answer.status, answer.body['code']]).toEqual([403, 'insufficient_scope'])
    }
    expect(JSON.parse(await state())).toMatchObject([JSON.parse(before)[0], {}, JSON.parse(before)[2]])
  })

  it.each(everything)('%s works for an administrator, with each carrier', async (_line, route) => {
    const { shown } = await logIn(instance.auth, 'token', { username: 'ada', password })
    const answer = await asProgram(createClient(instance.auth), route, shown)
    expect(answer.status).toBe(route.json)
  })

  it.each(byLine([...changes, ...others]))('%s is 403 for an administrator’s narrowed credentials', async (_line, route) => {
    const before = await state()
    await instance.store.commit([{ do: 'update', table: 'user', id: mira.id, if: {}, set: { roles: ['admin'] } }])
    for (const { make } of narrowedKinds) {
      const answer = await asProgram(createClient(instance.auth), route, await make(instance.auth))
      expect([answer.status, answer.body['code']]).toEqual([403, 'insufficient_scope'])
    }
    expect(JSON.parse(await state())[2]).toEqual(JSON.parse(before)[2])
  })

  it('is read with an API key that may, and changed with none', async () => {
    const made = await instance.auth.apiKeys.create(ada.id, { name: 'reads', scope: ['latchkey:admin'] })
    const headers = { authorization: `Bearer ${made?.key ?? ''}` }
    for (const route of reads) expect((await asProgram(createClient(instance.auth), route, headers)).status).toBe(200)
    for (const route of [...changes, ...others]) expect((await asProgram(createClient(instance.auth), route, headers)).body['code']).toBe('insufficient_scope')
  })

  it('is not read with an administrator’s API key for something else', async () => {
    const made = await instance.auth.apiKeys.create(ada.id, { name: 'else', scope: ['profile:read'] })
    const headers = { authorization: `Bearer ${made?.key ?? ''}` }
    for (const route of reads) {
      const answer = await asProgram(createClient(instance.auth), route, headers)
      expect([answer.status, answer.body['code']]).toEqual([403, 'insufficient_scope'])
    }
  })
})

describe('a page of the administration', () => {
  const pages = [...reads.map(({ line }) => line.replace('GET ', '')), ...questions]

  it.each(pages)('%s leads nobody to the login page, and back', async (path) => {
    const answer = await openBrowser(instance.auth).send('GET', named(path), { headers: html })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/auth/login?return_to=${encodeURIComponent(named(path))}`])
  })

  it.each(pages)('%s is 403 for another user, and 200 for an administrator', async (path) => {
    const refused = await (await loggedIn(instance.auth)).send('GET', named(path), { headers: html })
    expect([refused.status, refused.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8'])
    const shown = await (await loggedIn(instance.auth, 'ada')).send('GET', named(path), { headers: html })
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  })

  it('is 406 where an application brings pages of its own without it, and programs get their JSON', async () => {
    const { createPages } = await import('../../src/pages/pages.ts')
    const { admin: _, ...pagesOfTheirOwn } = createPages()
    const own = await startInstance({ pages: pagesOfTheirOwn })
    await addUser(own, 'ada', { roles: ['admin'] })
    const browser = await loggedIn(own.auth, 'ada')
    expect((await browser.send('GET', '/auth/admin/users', { headers: html })).status).toBe(406)
    expect((await browser.send('GET', '/auth/admin/users')).status).toBe(200)
  })

  it.each(['/auth/admin/users/nobody', '/auth/admin/users/nobody/delete', '/auth/admin/keys/none/drop', '/auth/admin/keys/rotate?use=x', '/auth/admin/sessions?subject=nobody'])(
    '%s is 404', async (path) => {
      const browser = await loggedIn(instance.auth, 'ada')
      expect((await browser.send('GET', path, { headers: html })).status).toBe(404)
    })
})

describe('a form of the administration', () => {
  it.each(byLine(changes))('%s works as its page has it', async (_line, route) => {
    const browser = await loggedIn(instance.auth, 'ada')
    const answer = await send(browser, route.line, { form: await filled(browser, route) })
    expect(answer.status).toBe(route.form)
  })

  it.each(byLine(changes))('%s is refused without its token, with another action’s, and with another browser’s', async (_line, route) => {
    const [browser, another] = [await loggedIn(instance.auth, 'ada'), await loggedIn(instance.auth, 'ada')]
    const form = await filled(browser, route)
    const foreign = await filled(another, route)
    const account = await browser.send('GET', '/auth/account')
    const before = await state()
    for (const csrf of ['', foreign['csrf'] ?? '', formTo(account, '/auth/logout')['csrf'] ?? '']) {
      expect((await send(browser, route.line, { form: { ...form, csrf } })).status).toBe(403)
    }
    const cross = await send(browser, route.line, { form, headers: { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' } })
    expect(cross.status).toBe(403)
    expect(await state()).toBe(before)
  })

  it.each(byLine([...changes, ...others]))('%s is refused as JSON to another site’s page', async (_line, route) => {
    const browser = await loggedIn(instance.auth, 'ada')
    const before = await state()
    const answer = await asProgram(browser, route, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' })
    expect([answer.status, answer.body['code'], await state()]).toEqual([403, 'csrf_rejected', before])
  })

  it('of who is logged out meanwhile leads to the login page', async () => {
    const browser = await loggedIn(instance.auth, 'ada')
    const [route] = changes
    if (route === undefined) throw new Error('there is no change')
    const form = await filled(browser, route)
    await instance.auth.sessions.endAll(ada.id)
    expect((await send(browser, route.line, { form })).headers.get('location')).toBe('/auth/login')
  })
})

describe('B-04: a recent proof', () => {
  it.each(everything.filter(([, { line }]) => !line.startsWith('GET')))('%s: is asked for where nothing can be taken back', async (_line, route) => {
    const { shown } = await logIn(instance.auth, 'cookie', { username: 'ada', password })
    instance.pass(301)
    const answer = await asProgram(createClient(instance.auth), route, shown)
    const isGrave = grave.includes(route.line)
    expect([answer.status, answer.body['code']]).toEqual(isGrave ? [403, 'reauthentication_required'] : [route.json, answer.body['code']])
  })

  it.each(byLine(changes.filter(({ line }) => grave.includes(line))))('%s: a form leads to the password and back, and is done then', async (_line, route) => {
    const browser = await loggedIn(instance.auth, 'ada')
    const form = await filled(browser, route)
    instance.pass(301)
    const led = await send(browser, route.line, { form })
    const location = led.headers.get('location') ?? ''
    expect([led.status, location]).toEqual([303, `/auth/reauthenticate?return_to=${encodeURIComponent(`${named(route.on ?? '')}?notice=confirmed`)}`])
    const asked = await browser.send('GET', location)
    const back = await browser.send('POST', '/auth/reauthenticate', { form: { ...formTo(asked, '/auth/reauthenticate'), password } })
    expect(back.headers.get('location')).toBe(`${named(route.on ?? '')}?notice=confirmed`)
    expect((await browser.send('GET', back.headers.get('location') ?? '', { headers: html })).text).toContain('Nothing was done yet')
    expect((await send(browser, route.line, { form: await filled(browser, route) })).status).toBe(route.form)
  })

  it.each(questions.filter((path) => !path.includes('rotate')))('%s asks for the password first', async (path) => {
    const browser = await loggedIn(instance.auth, 'ada')
    instance.pass(301)
    const answer = await browser.send('GET', named(path), { headers: html })
    expect(answer.headers.get('location')).toBe(`/auth/reauthenticate?return_to=${encodeURIComponent(named(path))}`)
  })
})

/** GET of the pages and of the files they load. How they look is tested in test/pages. */
import { beforeEach, describe, expect, it } from 'vitest'
import { readHtml, text } from '../pages/read-html.ts'
import { logIn, type Answer } from '../support/client.ts'
import { startInstance, type Instance } from '../support/instance.ts'
import { ask } from './ask.ts'
import { formTo, loggedIn, openBrowser } from './browser.ts'
import { addUser } from './people.ts'
import { setCookies } from './set-cookies.ts'

let instance: Instance
beforeEach(async () => {
  instance = await startInstance()
  await addUser(instance, 'mira', { email: 'mira@example.org', roles: ['editor'] })
})

const devices = (page: Pick<Answer, 'text'>) => readHtml(page.text).filter(({ name, parents: [list, section] }) => (
  name === 'li' && list?.attributes['class'] === 'things' && section?.attributes['id'] === 'devices'
)).length

describe('the home page', () => {
  it('says who is logged in, or that nobody is', async () => {
    const browser = openBrowser(instance.auth)
    expect(text(readHtml((await browser.send('GET', '/auth')).text))).toContain('You are not logged in')
    const inside = await (await loggedIn(instance.auth)).send('GET', '/auth')
    expect(text(readHtml(inside.text))).toContain('mira')
    expect(formTo(inside, '/auth/logout')['csrf']).toMatch(/^[\w-]{43}$/)
  })

  it('shows nobody for a credential that is refused, and says nothing of why', async () => {
    const answer = await ask(instance.auth, 'GET /auth', {
      headers: { cookie: '__Host-latchkey=x', authorization: 'Bearer y' },
    })
    expect(answer.status).toBe(200)
    expect(text(readHtml(answer.text))).toContain('You are not logged in')
  })
})

describe('the account page', () => {
  it('shows the account and no column of it that is nobody’s business', async () => {
    const { text: page } = await (await loggedIn(instance.auth)).send('GET', '/auth/account')
    for (const shown of ['mira', 'mira@example.org', 'editor']) expect(page).toContain(shown)
    for (const hidden of ['$fast$', 'lk_se_', 'epoch']) expect(page).not.toContain(hidden)
  })

  it('shows 20 devices and leads to the rest', async () => {
    const browser = await loggedIn(instance.auth)
    for (let more = 0; more < 24; more++) await logIn(instance.auth, 'jwt')
    const first = await browser.send('GET', '/auth/account')
    const more = readHtml(first.text).find(
      ({ name, attributes }) => name === 'a' && attributes['href']?.includes('cursor=') === true,
    )
    const second = await browser.send('GET', more?.attributes['href'] ?? '')
    expect([devices(first), devices(second)]).toEqual([20, 5])
    expect(second.text).not.toMatch(/href="[^"]*cursor=/)
  })

  it('shows an agent as text, whatever a stranger sent', async () => {
    const browser = await loggedIn(instance.auth)
    await ask(instance.auth, 'POST /auth/login', {
      headers: { 'content-type': 'application/json', 'user-agent': '<script>alert(1)</script>"\'' },
      body: JSON.stringify({ username: 'mira', password: 'harbour quilt seven' }),
    })
    const { text: page } = await browser.send('GET', '/auth/account')
    expect(devices({ text: page })).toBe(2)
    expect(page).not.toContain('<script>')
  })

  it.each([
    ['session_ended', true], ['password_changed', true], ['x', false], ['__proto__', false], ['<b>', false],
  ])('says what was done by ?notice=%s: %s', async (notice, said) => {
    const { text: page } = await (await loggedIn(instance.auth)).send(
      'GET', `/auth/account?notice=${encodeURIComponent(notice)}`,
    )
    expect(readHtml(page).some(({ attributes }) => attributes['role'] === 'status')).toBe(said)
  })
})

describe('the sign-up page', () => {
  it('hands on the setup code and the way back, and no way that leads elsewhere', async () => {
    const open = async (query: string) => formTo(
      await openBrowser(instance.auth).send('GET', `/auth/signup?${query}`), '/auth/signup',
    )
    expect(await open('setup=lk_su_x&return_to=/orders')).toMatchObject({ setup: 'lk_su_x', return_to: '/orders' })
    expect(await open('return_to=//evil.example')).not.toHaveProperty('return_to')
  })
})

describe('a page', () => {
  it('sets the form cookie where nobody is logged in, and none where somebody is', async () => {
    for (const path of ['/auth', '/auth/login', '/auth/signup', '/auth/nowhere']) {
      const { headers } = await ask(instance.auth, `GET ${path}`, { headers: { accept: 'text/html' } })
      expect([...setCookies(headers).keys()]).toEqual(['__Host-latchkey-form'])
    }
    const browser = await loggedIn(instance.auth)
    for (const path of [
      '/auth', '/auth/account',
    ]) expect(setCookies((await browser.send('GET', path)).headers).size).toBe(0)
  })

  it('names the request, for whoever asks for help', async () => {
    const { text: page } = await ask(instance.auth, 'GET /auth/nowhere', { headers: { accept: 'text/html' } })
    expect(text(readHtml(page))).toContain('404 not_found and test')
  })

  it.each([
    ['latchkey.css', 'text/css; charset=utf-8'], ['favicon.svg', 'image/svg+xml'],
  ])('loads %s, which anyone may keep for an hour', async (name, type) => {
    const { status, headers } = await ask(instance.auth, `GET /auth/assets/${name}`)
    expect([status, headers.get('content-type'), headers.get('cache-control')])
      .toEqual([200, type, 'public, max-age=3600'])
    expect(headers.getSetCookie()).toEqual([])
  })

  it('B-18: changes nothing when it is only looked at', async () => {
    const browser = await loggedIn(instance.auth)
    const user = await instance.auth.users.findByName('mira')
    const rows = async () => JSON.stringify([
      await instance.auth.users.findByName('mira'), await instance.auth.sessions.list(user?.id ?? ''),
      await instance.store.listKeys(),
      await instance.store.readRevocations(0), await instance.store.listEvents({}, { limit: 100 }),
    ])
    const before = await rows()
    const paths = [
      '/auth', '/auth/login', '/auth/signup?setup=x', '/auth/account', '/auth/me', '/auth/sessions', '/auth/logout',
      '/auth/refresh', '/auth/password', '/auth/reauthenticate', '/auth/sessions/end', '/auth/sessions?all=true',
      '/auth/preferences', '/auth/consent?choice=all', '/auth/consent?notice=consent_saved', '/auth/admin/visits']
    for (const path of paths) await browser.send('GET', path)
    expect(await rows()).toBe(before)
  })
})

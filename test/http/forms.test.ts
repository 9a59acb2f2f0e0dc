/** Forms, for people without JavaScript: 303 where they succeed, the page again where they are refused. */
import { beforeEach, describe, expect, it } from 'vitest'
import { carrier } from '../../src/core/carriers.ts'
import { jwt } from '../../src/formats/jwt.ts'
import { cookie } from '../../src/transports/cookie.ts'
import { find, readHtml, text, words } from '../pages/read-html.ts'
import { logIn, me, type Answer, type Client } from '../support/client.ts'
import { password, startInstance, type Instance, type InstanceOptions } from '../support/instance.ts'
import { ask, asForm } from './ask.ts'
import { formTo, loggedIn, openBrowser, post } from './browser.ts'
import { addUser } from './people.ts'
import { forms, openStage, play, setStage, titled, type Stage } from './routes.ts'
import { expectedAttributes, setCookies } from './set-cookies.ts'

const session = '__Host-latchkey'
const formCookie = '__Host-latchkey-form'
const newPassword = 'lantern orbit cobalt'

let instance: Instance
beforeEach(async () => { await reopen() })

async function reopen(options: InstanceOptions = {}): Promise<Instance> {
  instance = await openStage(options)
  return instance
}

const location = ({ headers }: Answer) => headers.get('location')
const outcome = (answer: Answer) => [answer.status, location(answer)]
const problemIn = ({ text: page }: Answer) => words(
  readHtml(page).find(({ attributes }) => attributes['role'] === 'alert'),
)
const stillIn = async (browser: Client) => (await browser.send('GET', '/auth/me')).status === 200

describe('the login form', () => {
  const tryLogin = (browser: Client, fields: Record<string, string> = {}, on = '/auth/login') =>
    post(browser, { on, to: '/auth/login' }, { username: 'mira', password, ...fields })

  it('E-15: logs in by cookie and leads to the account page by 303', async () => {
    const browser = openBrowser(instance.auth)
    const answer = await tryLogin(browser)
    expect(outcome(answer)).toEqual([303, '/auth/account'])
    expect([...setCookies(answer.headers).keys()]).toEqual([session, '__Host-latchkey-device'])
    expect(text(readHtml((await browser.send('GET', '/auth/account')).text))).toContain('mira')
  })

  it('leads back to where the person wanted to go', async () => {
    const answer = await tryLogin(openBrowser(instance.auth), {}, '/auth/login?return_to=%2Forders%3Fpage%3D2%23top')
    expect(outcome(answer)).toEqual([303, '/orders?page=2#top'])
  })

  it('is remembered where the box is ticked', async () => {
    const [ticked, open] = [
      await tryLogin(openBrowser(instance.auth), { remember: 'on' }), await tryLogin(openBrowser(instance.auth)),
    ]
    expect(setCookies(ticked.headers).get(session)?.attributes).toBe(expectedAttributes(session, 14 * 86_400))
    expect(setCookies(open.headers).get(session)?.attributes).toBe(expectedAttributes(session))
  })

  it('comes back when it is refused, with name, box and way back, and never with the password', async () => {
    const wrong = 'quilt <harbour> "eight"'
    const browser = openBrowser(instance.auth)
    const answer = await tryLogin(
      browser, { username: 'mira"<b>', password: wrong, remember: 'on' }, '/auth/login?return_to=/orders',
    )
    const page = readHtml(answer.text)
    expect(answer.status).toBe(401)
    expect(find(page, 'username').attributes['value']).toBe('mira"<b>')
    expect(find(page, 'remember').attributes).toHaveProperty('checked')
    expect(formTo(answer, '/auth/login')['return_to']).toBe('/orders')
    expect(find(page, 'password').attributes).not.toHaveProperty('value')
    expect(answer.text).not.toContain('quilt')
    expect(
      outcome(
        await browser.send('POST', '/auth/login', {
          form: { ...formTo(answer, '/auth/login'), username: 'mira', password },
        }),
      ),
    )
      .toEqual([303, '/orders'])
  })

  it('comes back with the problem’s status and the time to wait', async () => {
    const browser = openBrowser(instance.auth)
    for (let failure = 0; failure < 5; failure++) await tryLogin(browser, { password: 'wrong' })
    const { status, headers, text: page } = await tryLogin(browser)
    expect([status, headers.get('retry-after')]).toEqual([429, '30'])
    expect(page).toContain('30 seconds')
  })

  it('is not shown to who is logged in: they are led on at once', async () => {
    const browser = await loggedIn(instance.auth)
    expect(outcome(await browser.send('GET', '/auth/login'))).toEqual([303, '/auth/account'])
    expect(outcome(await browser.send('GET', '/auth/login?return_to=/orders'))).toEqual([303, '/orders'])
  })

  it('of a tab that stood open still logs in as somebody else, and the session before is over', async () => {
    await addUser(instance, 'anna')
    const browser = openBrowser(instance.auth)
    const page = await browser.send('GET', '/auth/login')
    await tryLogin(browser)
    const before = { cookie: `${session}=${browser.cookies.get(session)}` }
    const answer = await browser.send('POST', '/auth/login', {
      form: { ...formTo(page, '/auth/login'), username: 'anna', password },
    })
    expect(answer.status).toBe(303)
    expect((await browser.send('GET', '/auth/me')).body['user']).toMatchObject({ username: 'anna' })
    expect((await me(instance.auth, before)).status).toBe(401)
  })

  it('that is older than its cookie comes back with the name, ready to be sent again', async () => {
    const browser = openBrowser(instance.auth)
    const page = await browser.send('GET', '/auth/login?return_to=/orders')
    browser.cookies.delete(formCookie)
    const answer = await browser.send('POST', '/auth/login', {
      form: { ...formTo(page, '/auth/login'), username: 'mira', password },
    })
    expect(answer.status).toBe(403)
    expect(formTo(answer, '/auth/login')).toMatchObject({ username: 'mira', password: '', return_to: '/orders' })
    expect(outcome(await browser.send('POST', '/auth/login', { form: { ...formTo(answer, '/auth/login'), password } })))
      .toEqual([303, '/orders'])
  })
})

describe('the sign-up form', () => {
  const trySignup = (fields: Record<string, string> = {}, on = '/auth/signup') =>
    post(openBrowser(instance.auth), { on, to: '/auth/signup' }, { username: 'anna', password: newPassword, ...fields })

  it('logs in by cookie and leads to the account page, which says so', async () => {
    const answer = await trySignup({ email: '' })
    expect(outcome(answer)).toEqual([303, '/auth/account?notice=account_created'])
    expect([...setCookies(answer.headers).keys()]).toEqual([session, '__Host-latchkey-device'])
    expect(await instance.auth.users.findByName('anna')).toMatchObject({ email: null })
  })

  it('leads back to where the person wanted to go', async () => {
    expect(outcome(await trySignup({}, '/auth/signup?return_to=/orders'))).toEqual([303, '/orders'])
  })

  it.each([
    [409, { username: 'mira' }], [422, { username: 'a b' }], [422, { password: 'short' }],
    [400, { email: 'no address' }], [403, { setup: 'x' }],
  ])('comes back with %d for %j, with name and address, and never with the password', async (status, fields) => {
    const answer = await trySignup({ email: 'anna@example.org', ...fields })
    expect(answer.status).toBe(status)
    expect(answer.text).not.toContain(newPassword)
    const isOver = status === 403
    expect(isOver ? {} : formTo(answer, '/auth/signup')).toMatchObject(
      isOver ? {} : {
        username: 'anna', email: 'anna@example.org', password: '', ...fields,
        ...('password' in fields && { password: '' }),
      },
    )
  })

  it('is not shown where sign-up is closed, and opens by the setup link', async () => {
    await reopen({ signup: 'closed' })
    expect((await openBrowser(instance.auth).send('GET', '/auth/signup')).status).toBe(403)
    const setup = await instance.auth.createSetup()
    expect(outcome(await trySignup({}, `/auth/signup?setup=${setup}`)))
      .toEqual([303, '/auth/account?notice=account_created'])
    expect(await instance.auth.users.findByName('anna')).toMatchObject({ roles: ['admin'] })
  })
})

describe('the forms of the account page', () => {
  let stage: Stage
  beforeEach(async () => { stage = await setStage(instance) })

  const submit = (path: string, form: Record<string, string>) => stage.browser.send('POST', path, { form })
  const isOver = async (id: string) => (await instance.store.findSession(id)) === null

  it('log out, clear the cookies and lead to the login page', async () => {
    const answer = await submit('/auth/logout', { csrf: stage.csrf.logout ?? '' })
    expect(outcome(answer)).toEqual([303, '/auth/login'])
    expect([...setCookies(answer.headers)].map(([name, { value }]) => [name, value]))
      .toEqual([[session, ''], ['__Host-latchkey-refresh', '']])
    expect(await stillIn(stage.browser)).toBe(false)
  })

  it('log out to where the form says', async () => {
    expect(outcome(await submit('/auth/logout', { csrf: stage.csrf.logout ?? '', return_to: '/bye' })))
      .toEqual([303, '/bye'])
  })

  it('log out once more from a page that stood open, whatever became of the session', async () => {
    const form = { csrf: stage.csrf.logout ?? '' }
    const jar = new Map(stage.browser.cookies)
    await submit('/auth/logout', form)
    expect(outcome(await submit('/auth/logout', form))).toEqual([303, '/auth/login'])
    for (const [name, value] of jar) stage.browser.cookies.set(name, value)
    expect(outcome(await submit('/auth/logout', form))).toEqual([303, '/auth/login'])
  })

  it('change the password, keep this login and end the others', async () => {
    const fields = { csrf: stage.csrf.password ?? '', current_password: password, new_password: newPassword }
    expect(outcome(await submit('/auth/password', fields))).toEqual([303, '/auth/account?notice=password_changed'])
    expect(await stillIn(stage.browser)).toBe(true)
    expect((await stage.browser.send('GET', '/auth/sessions')).body['sessions']).toHaveLength(1)
  })

  it.each([
    [401, { current_password: 'wrong' }], [422, { new_password: 'short' }],
  ])('come back with %d and what is wrong', async (status, fields) => {
    const answer = await submit('/auth/password', {
      csrf: stage.csrf.password ?? '', current_password: password, new_password: newPassword, ...fields,
    })
    expect(answer.status).toBe(status)
    expect(problemIn(answer)).toContain('Your password was not changed')
    expect(answer.text).not.toContain(newPassword)
    expect(formTo(answer, '/auth/password')).toMatchObject({ current_password: '', new_password: '' })
  })

  it('re-authenticate, with a fresh cookie, and lead back', async () => {
    const before = stage.browser.cookies.get(session)
    const answer = await submit('/auth/reauthenticate', {
      csrf: stage.csrf.reauthenticate ?? '', password, return_to: '/orders',
    })
    expect(outcome(answer)).toEqual([303, '/orders'])
    expect([...setCookies(answer.headers).keys()]).toEqual([session])
    expect(stage.browser.cookies.get(session)).not.toBe(before)
    expect(await stillIn(stage.browser)).toBe(true)
    expect((await me(instance.auth, { cookie: `${session}=${before}` })).status).toBe(401)
  })

  it('re-authenticate in vain: 401, and the login goes on', async () => {
    const answer = await submit('/auth/reauthenticate', { csrf: stage.csrf.reauthenticate ?? '', password: 'wrong' })
    expect(answer.status).toBe(401)
    expect(await stillIn(stage.browser)).toBe(true)
  })

  it('end one other session', async () => {
    const answer = await submit(`/auth/sessions/${stage.other}/end`, { csrf: stage.csrf['sessions/end'] ?? '' })
    expect(outcome(answer)).toEqual([303, '/auth/account?notice=session_ended'])
    expect([await isOver(stage.other), await stillIn(stage.browser)]).toEqual([true, true])
  })

  it('end this session, and lead to the login page', async () => {
    const { body } = await stage.browser.send('GET', '/auth/me')
    const { id } = body['session'] as { id: string } // me.test.ts holds the shape
    const answer = await submit(`/auth/sessions/${id}/end`, { csrf: stage.csrf['sessions/end'] ?? '' })
    expect(outcome(answer)).toEqual([303, '/auth/login'])
    expect(await stillIn(stage.browser)).toBe(false)
  })

  it('are 404 for a session that is not there', async () => {
    const answer = await submit('/auth/sessions/AAAAAAAAAAAAAAAAAAAAAA/end', { csrf: stage.csrf['sessions/end'] ?? '' })
    expect(answer.status).toBe(404)
  })

  it('end all others, or all', async () => {
    const csrf = stage.csrf['sessions/end'] ?? ''
    expect(outcome(await submit('/auth/sessions/end', { csrf }))).toEqual([303, '/auth/account?notice=sessions_ended'])
    expect(await stillIn(stage.browser)).toBe(true)
    expect((await stage.browser.send('GET', '/auth/sessions')).body['sessions']).toHaveLength(1)
    expect(outcome(await submit('/auth/sessions/end', { csrf, all: 'true' }))).toEqual([303, '/auth/login'])
    expect(await stillIn(stage.browser)).toBe(false)
  })

  it.each(titled(forms.filter(({ line }) => !/login|signup|logout/.test(line))))(
    '%s leads to the login page where the login has ended, and on to a page that is there', async (_, route) => {
      instance.pass(7200)
      const answer = await play(stage, route)
      expect(outcome(answer)).toEqual([303, '/auth/login'])
      const next = await post(stage.browser, { on: location(answer) ?? '', to: '/auth/login' }, {
        username: 'mira', password,
      })
      expect((await stage.browser.send('GET', location(next) ?? '')).status).toBe(200)
    },
  )
})

it.each(titled(forms.filter(({ line }) => !/login|signup|logout/.test(line))))(
  '%s is 400 where the browser shows two logins, and ends neither', async (_, route) => {
    const stage = await setStage(instance)
    const twice = `${session}=${stage.browser.cookies.get(session)}`
    const answer = await play(stage, route, { headers: { cookie: `${twice}; ${twice}` } })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8'])
    expect(await stillIn(stage.browser)).toBe(true)
  },
)

describe('B-15: the token of a form', () => {
  it('is asked of a logout that only a refresh cookie shows', async () => {
    const { refreshToken, session: family } = await logIn(instance.auth, 'jwt')
    const headers = { cookie: `__Host-latchkey-refresh=${refreshToken}`, 'sec-fetch-site': 'same-origin', ...asForm }
    expect((await ask(instance.auth, 'POST /auth/logout', { headers, body: 'csrf=x' })).status).toBe(403)
    expect(await instance.store.findSession(family)).not.toBeNull()
  })

  it.each(titled(forms))('%s is refused without it', async (_, route) => {
    const stage = await setStage(instance)
    const { form = {} } = route.sent(stage)
    const { csrf: _csrf, ...others } = form
    const answers = [
      await play(stage, route, { form: others }), await play(stage, route, { form: { ...others, csrf: '' } }),
    ]
    for (const { status, headers } of answers) {
      expect([status, headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8'])
      expect(setCookies(headers).has(session)).toBe(false)
    }
    expect(await stillIn(stage.browser)).toBe(true)
    expect(await instance.store.findSession(stage.other)).not.toBeNull()
  })

  it.each(titled(forms))('%s is refused with that of another browser', async (_, route) => {
    const [stage, foreign] = [await setStage(instance), await setStage(instance)]
    const { form = {} } = route.sent(foreign)
    expect((await play(stage, route, { form })).status).toBe(403)
    expect(await stillIn(stage.browser)).toBe(true)
  })

  it.each(titled(forms))('%s is refused with that of every other action', async (_, route) => {
    const stage = await setStage(instance)
    const { form = {} } = route.sent(stage)
    const others = Object.values(stage.csrf).flatMap((token) => token === undefined || token === form['csrf'] ? [] : [token])
    expect(others).toHaveLength(7)
    for (const csrf of others) expect((await play(stage, route, { form: { ...form, csrf } })).status).toBe(403)
  })

  it('dies with the session secret: after a re-authentication those of the open pages are refused', async () => {
    const stage = await setStage(instance)
    await stage.browser.send('POST', '/auth/reauthenticate', {
      form: { csrf: stage.csrf.reauthenticate ?? '', password },
    })
    const answer = await stage.browser.send('POST', '/auth/sessions/end', {
      form: { csrf: stage.csrf['sessions/end'] ?? '' },
    })
    expect(answer.status).toBe(403)
    expect(problemIn(answer)).toContain('That form is too old')
  })

  it('dies at a new login of the same person in the same browser', async () => {
    const stage = await setStage(instance)
    await stage.browser.send('POST', '/auth/login', {
      form: { csrf: stage.csrf.login ?? '', username: 'mira', password },
    })
    expect(await stillIn(stage.browser)).toBe(true)
    expect((await stage.browser.send('POST', '/auth/logout', { form: { csrf: stage.csrf.logout ?? '' } })).status)
      .toBe(403)
  })

  it('survives the back button: the same page may be sent again', async () => {
    const stage = await setStage(instance)
    for (let time = 0; time < 2; time++) {
      const answer = await stage.browser.send('POST', '/auth/password', {
        form: { csrf: stage.csrf.password ?? '', current_password: password, new_password: 'short' },
      })
      expect(answer.status).toBe(422)
    }
  })

  it('is one for all tabs of a browser, whose form cookie stays', async () => {
    const browser = openBrowser(instance.auth)
    const [first, second] = [await browser.send('GET', '/auth/login'), await browser.send('GET', '/auth/login')]
    expect(formTo(first, '/auth/login')).toEqual(formTo(second, '/auth/login'))
    expect(setCookies(second.headers).get(formCookie)?.attributes).toBe(expectedAttributes(formCookie, 3600))
    expect(await instance.store.listEvents({}, { limit: 10 })).toEqual([])
  })

  it.each([
    'x', 'A'.repeat(42), '<script>', 'A'.repeat(44),
  ])('is bound to no form cookie that is none of ours (%s)', async (value) => {
    const page = await ask(instance.auth, 'GET /auth/login', { headers: { cookie: `${formCookie}=${value}` } })
    expect(setCookies(page.headers).get(formCookie)?.value).toMatch(/^[\w-]{43}$/)
    expect(setCookies(page.headers).get(formCookie)?.value).not.toBe(value)
  })

  it('is bound to no form cookie that comes twice', async () => {
    const browser = openBrowser(instance.auth)
    const page = await browser.send('GET', '/auth/login')
    const value = browser.cookies.get(formCookie)
    const answer = await browser.send('POST', '/auth/login', {
      form: { ...formTo(page, '/auth/login'), username: 'mira', password },
      headers: { cookie: `${formCookie}=${value}; ${formCookie}=${value}` },
    })
    expect(answer.status).toBe(403)
  })
})

describe('another pairing: a JWT in a cookie', () => {
  const pairing: InstanceOptions = { carriers: [carrier('cookie', jwt(), [cookie()])] }
  const refreshCookie = '__Host-latchkey-refresh'
  beforeEach(async () => { await reopen(pairing) })

  it('logs in by form, with its refresh token in a cookie too', async () => {
    const browser = await loggedIn(instance.auth)
    expect(browser.cookies.get(session)).toMatch(/^ey/)
    expect(browser.cookies.get(refreshCookie)).toMatch(/^lk_rt_/)
    instance.pass(600)
    expect((await browser.send('POST', '/auth/refresh')).status).toBe(200)
    expect(await stillIn(browser)).toBe(true)
  })

  it.each([
    // Who has proved the password gets a new refresh token; who has not keeps the one there is.
    ['password', { current_password: password, new_password: newPassword }, [session, refreshCookie]],
    ['sessions/end', {}, [session]],
  ])('goes on after the form of %s, though its epoch has ended', async (action, fields: Record<string, string>, set) => {
    const browser = await loggedIn(instance.auth)
    await loggedIn(instance.auth)
    const answer = await post(browser, { on: '/auth/account', to: `/auth/${action}` }, fields)
    expect(answer.status).toBe(303)
    expect([...setCookies(answer.headers).keys()]).toEqual(set)
    expect(await stillIn(browser)).toBe(true)
    expect((await browser.send('POST', '/auth/refresh')).status).toBe(200)
  })
})

it('a person whose account page is asked for by a bad cookie is led to the login page', async () => {
  const { auth } = await startInstance()
  const answer = await ask(auth, 'GET /auth/account', { headers: { cookie: `${session}=x` } })
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/auth/login?return_to=%2Fauth%2Faccount'])
})

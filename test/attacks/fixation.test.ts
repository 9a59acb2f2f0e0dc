/**
 * Fixation: a credential that the attacker knows is put into the victim's browser before the victim logs in, so that
 * the login makes it good (WSTG-SESS-03; CVE-2025-12390).
 */
import { describe, expect, it } from 'vitest'
import { randomSecret } from '../../src/crypto/random.ts'
import { createClient, logIn, loginOf, me, ownPage, signUp } from '../support/client.ts'
import { password, startInstance, type Instance } from '../support/instance.ts'

const session = '__Host-latchkey'

/** The attacker mallory and the victim mira. */
async function begin(): Promise<Instance> {
  const instance = await startInstance()
  await signUp(instance.auth)
  await signUp(instance.auth, 'mallory')
  return instance
}

/** A browser with something in its jar that it was never given. */
function browserWith({ auth }: Instance, cookies: Readonly<Record<string, string>>) {
  const client = createClient(auth, { browser: true })
  for (const [name, value] of Object.entries(cookies)) client.cookies.set(name, value)
  return client
}

const login = { json: { username: 'mira', password } }

describe('a cookie that was planted before a login', () => {
  it('B-03: B-04: is never adopted: an id that nobody was given stays nobody\'s', async () => {
    const instance = await begin()
    const planted = `lk_se_${randomSecret()}`
    const browser = browserWith(instance, { [session]: planted })
    expect((await browser.send('POST', '/auth/login', login)).status).toBe(200)
    expect(browser.cookies.get(session)).not.toBe(planted)
    expect((await me(instance.auth, { cookie: `${session}=${planted}` })).status).toBe(401)
  })

  it.each(['login', 'signup'])('B-03: is dead after a %s, if it was the session of the attacker', async (route) => {
    const instance = await begin()
    const planted = await logIn(instance.auth, 'cookie', { username: 'mallory' })
    expect((await me(instance.auth, planted.shown)).status).toBe(200)
    const browser = browserWith(instance, { [session]: planted.credential })
    const username = route === 'login' ? 'mira' : 'new-mira'
    expect((await browser.send('POST', `/auth/${route}`, { json: { username, password } })).status).toBeLessThan(300)
    expect((await me(instance.auth, planted.shown)).status).toBe(401)
    expect((await browser.send('GET', '/auth/me')).body).toMatchObject({ user: { username } })
  })

  it('B-03: gives the attacker nothing of the victim: the session is another, and so is its secret', async () => {
    const instance = await begin()
    const planted = await logIn(instance.auth, 'cookie', { username: 'mallory' })
    const browser = browserWith(instance, { [session]: planted.credential })
    const answer = loginOf(await browser.send('POST', '/auth/login', login))
    expect(answer.session).not.toBe(planted.session)
    expect(answer.credential).not.toBe(planted.credential)
  })

  it('B-19: beside that of the victim is refused, and none of the two is chosen', async () => {
    const instance = await begin()
    const [mallory, mira] = [
      await logIn(instance.auth, 'cookie', { username: 'mallory' }),
      await logIn(instance.auth, 'cookie'),
    ]
    for (const cookie of [
      `${mallory.shown['cookie']}; ${mira.shown['cookie']}`,
      `${mira.shown['cookie']}; ${mallory.shown['cookie']}`,
    ]) {
      expect((await me(instance.auth, { cookie })).body).toMatchObject({ status: 400, code: 'ambiguous_credentials' })
    }
  })

  it.each([session.toLowerCase(), '__host-latchkey', 'latchkey', `$${session}`, `"${session}"`])(
    'under the name %s is nobody\'s',
    async (name) => {
      const instance = await begin()
      const planted = await logIn(instance.auth, 'cookie', { username: 'mallory' })
      const answer = await me(instance.auth, { cookie: `${name}=${planted.credential}` })
      expect(answer.body).toMatchObject({ code: 'credential_missing' })
    },
  )
})

describe('a login that another site sends', () => {
  it.each([
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'null' },
  ])('B-17: with %o logs nobody in as the attacker', async (headers) => {
    const instance = await begin()
    const browser = createClient(instance.auth)
    const answer = await browser.send('POST', '/auth/login', { json: { username: 'mallory', password }, headers })
    expect(answer.body).toMatchObject({ status: 403, code: 'csrf_rejected' })
    expect(answer.headers.getSetCookie()).toEqual([])
  })
})

describe('what was known before a re-authentication', () => {
  it('B-03: is dead after it', async () => {
    const instance = await begin()
    const stolen = await logIn(instance.auth, 'cookie')
    const headers = { ...stolen.shown, ...ownPage }
    const answer = await createClient(instance.auth).send('POST', '/auth/reauthenticate', {
      json: { password },
      headers,
    })
    expect((await me(instance.auth, stolen.shown)).status).toBe(401)
    expect((await me(instance.auth, loginOf(answer).shown)).status).toBe(200)
  })
})

it('A-11: a device cookie that was planted is not made the device of the victim', async () => {
  const instance = await begin()
  const device = '__Host-latchkey-device'
  const attacker = createClient(instance.auth, { browser: true })
  await attacker.send('POST', '/auth/login', { json: { username: 'mallory', password } })
  const planted = attacker.cookies.get(device) ?? ''
  const browser = browserWith(instance, { [device]: planted })
  await browser.send('POST', '/auth/login', login)
  expect(browser.cookies.get(device)?.split('.')[0]).not.toBe(planted.split('.')[0])
})

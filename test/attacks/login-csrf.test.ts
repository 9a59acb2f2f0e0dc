/** Login CSRF: another site logs a person in to an account of its own, to read what they will do there (B-17). */
import { describe, expect, it } from 'vitest'
import { ask, asForm, asJson } from '../http/ask.ts'
import { formTo, loggedIn, openBrowser } from '../http/browser.ts'
import { addUser } from '../http/people.ts'
import { password, startInstance } from '../support/instance.ts'

const evil = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
const credentials = { username: 'mallory', password }

async function open() {
  const instance = await startInstance()
  await addUser(instance)
  await addUser(instance, 'mallory')
  return instance
}

describe('B-17: a login that another site makes', () => {
  it.each(['/auth/login', '/auth/signup'])('by a form of its own to %s is 403 and sets no login', async (path) => {
    const { auth } = await open()
    const body = new URLSearchParams({
      ...credentials, username: path === '/auth/signup' ? 'mallory2' : 'mallory',
    }).toString()
    const answer = await ask(auth, `POST ${path}`, { headers: { ...evil, ...asForm }, body })
    expect(answer.status).toBe(403)
    expect(answer.headers.getSetCookie().filter((line) => !line.startsWith('__Host-latchkey-form='))).toEqual([])
  })

  it('with a token that it was given in its own browser is 403 too', async () => {
    const { auth } = await open()
    const { csrf = '' } = formTo(await openBrowser(auth).send('GET', '/auth/login'), '/auth/login')
    const victim = openBrowser(auth)
    await victim.send('GET', '/auth/login')
    const answer = await victim.send('POST', '/auth/login', { form: { ...credentials, csrf } })
    expect(answer.status).toBe(403)
    expect(victim.cookies.has('__Host-latchkey')).toBe(false)
  })

  it.each(['cookie', 'jwt', 'token'])('by JSON with carrier %s is 403', async (carrier) => {
    const { auth } = await open()
    const body = JSON.stringify({ ...credentials, carrier })
    const answer = await ask(auth, 'POST /auth/login', { headers: { ...evil, ...asJson }, body })
    expect([answer.status, answer.code, answer.headers.getSetCookie()]).toEqual([403, 'csrf_rejected', []])
  })

  it.each([
    ['text/plain', '{"username":"mallory","password":"harbour quilt seven","x":"="}'],
    ['multipart/form-data; boundary=x', '--x--'],
  ])('by a form of type %s, which needs no preflight, is no login even from an old browser', async (type, body) => {
    const { auth } = await open()
    const answer = await ask(auth, 'POST /auth/login', { headers: { 'content-type': type }, body })
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([415, []])
  })

  it('does not take the place of the login that the person had', async () => {
    const { auth } = await open()
    const victim = await loggedIn(auth)
    const page = await victim.send('GET', '/auth/account')
    for (const form of [credentials, { ...credentials, csrf: formTo(page, '/auth/logout')['csrf'] ?? '' }]) {
      expect((await victim.send('POST', '/auth/login', { form, headers: evil })).status).toBe(403)
      expect((await victim.send('POST', '/auth/login', { form })).status).toBe(403)
    }
    expect((await victim.send('GET', '/auth/me')).body['user']).toMatchObject({ username: 'mira' })
  })

  it('is refused before the password is looked at', async () => {
    const instance = await open()
    await ask(instance.auth, 'POST /auth/login', { headers: { ...evil, ...asJson }, body: JSON.stringify(credentials) })
    expect(instance.hasher.calls.verify).toBe(0)
  })
})

describe('a logout that another site makes', () => {
  it('is 403 and the person stays logged in', async () => {
    const { auth } = await open()
    const victim = await loggedIn(auth)
    for (const sent of [{}, { form: { csrf: 'x' } }, { json: {} }]) {
      const answer = await victim.send('POST', '/auth/logout', { ...sent, headers: evil })
      expect([answer.status, answer.headers.getSetCookie().filter((line) => line.includes('Max-Age=0'))])
        .toEqual([403, []])
    }
    expect((await victim.send('GET', '/auth/me')).status).toBe(200)
  })
})

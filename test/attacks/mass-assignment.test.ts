/** Mass assignment, prototype pollution and a proxy's headers: rights come from a verified credential alone. */
import { beforeEach, describe, expect, it } from 'vitest'
import { ask, asForm, asJson } from '../http/ask.ts'
import { formTo, openBrowser } from '../http/browser.ts'
import { addUser } from '../http/people.ts'
import { logIn, loginOf, me, ownPage, signUp } from '../support/client.ts'
import { password, startInstance, type Instance } from '../support/instance.ts'

let instance: Instance
beforeEach(async () => {
  instance = await startInstance()
  await addUser(instance)
})

const wishes: Readonly<Record<string, unknown>> = {
  role: 'admin', roles: ['admin'], 'roles[]': 'admin', isAdmin: true, admin: true, id: 'A'.repeat(22),
  userId: 'A'.repeat(22), subject: 'x', sub: 'x',
  canonical: 'mira', emailVerified: true, verified: true, disabled: null, epoch: 9, version: 9, created: 1,
  passwordChanged: 1, scope: null, user: { roles: ['admin'] },
  session: 'x', sid: 'x', authTime: 1, auth_time: 1, credential: 'x', purpose: 'setup', origin: 'https://evil.example',
  data: '{}', from: { address: '127.0.0.1' },
  device: 'x', replaces: 'x', renewed: false, limits: {}, hasOwnProperty: 1, toString: 1, valueOf: 1, then: 1,
}

const bodies = {
  '/auth/signup': { username: 'anna', password: 'velvet anchor mosaic' },
  '/auth/login': { username: 'mira', password },
  '/auth/reauthenticate': { password },
  '/auth/password': { current_password: password, new_password: 'lantern orbit cobalt' },
  '/auth/refresh': {},
  '/auth/logout': {},
}

describe.each(Object.entries(bodies))('E-06: POST %s', (path, body) => {
  it.each(Object.entries(wishes))('takes no member %s', async (name, value) => {
    const { shown } = await logIn(instance.auth, 'jwt')
    const before = await instance.auth.users.findByName('mira')
    const answer = await ask(instance.auth, `POST ${path}`, {
      headers: { ...shown, ...asJson }, body: JSON.stringify({ ...body, [name]: value }),
    })
    expect([answer.status, answer.code]).toEqual([400, 'unknown_field'])
    expect(await instance.auth.users.findByName('mira')).toEqual(before)
    expect(await instance.auth.users.findByName('anna')).toBeNull()
  })

  it.each([
    '"__proto__":{"role":"admin"}', '"constructor":{"prototype":{"role":"admin"}}', '"prototype":{"role":"admin"}',
    '"\\u005f_proto__":{"role":"admin"}',
    '"x":{"__proto__":{"role":"admin"}}', '"x":[{"constructor":{"prototype":{"admin":true}}}]',
  ])('takes no member that would change a prototype: %s', async (member) => {
    const whole = JSON.stringify(body).replace(/\}$/, Object.keys(body).length > 0 ? `,${member}}` : `${member}}`)
    const answer = await ask(instance.auth, `POST ${path}`, {
      headers: { ...(await logIn(instance.auth, 'jwt')).shown, ...asJson }, body: whole,
    })
    expect(answer.status).toBe(400)
    const fresh: Record<string, unknown> = {}
    expect([fresh['role'], fresh['admin']]).toEqual([undefined, undefined])
  })
})

describe('E-06: the sign-up form', () => {
  it.each([
    'role', 'roles', 'roles[]', 'id', 'emailVerified', '__proto__', 'constructor', '__proto__[role]', 'carrier',
    'remember',
  ])('takes no member %s', async (name) => {
    const browser = openBrowser(instance.auth)
    const hidden = formTo(await browser.send('GET', '/auth/signup'), '/auth/signup')
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
    const honest = new URLSearchParams({ ...hidden, username: 'anna', password: 'velvet anchor mosaic' })
    const body = `${honest.toString()}&${encodeURIComponent(name)}=admin`
    expect((await ask(instance.auth, 'POST /auth/signup', { headers: { cookie, ...ownPage, ...asForm }, body })).status)
      .toBe(400)
    expect(await instance.auth.users.findByName('anna')).toBeNull()
  })
})

it('E-06: a sign-up makes exactly the user that it describes', async () => {
  await signUp(instance.auth, 'Anna')
  expect(await instance.auth.users.findByName('anna'))
    .toMatchObject({
      username: 'Anna', canonical: 'anna', email: null, roles: [], disabled: null, epoch: 1, version: 1,
    })
})

describe('E-05: a header that looks like a proxy’s', () => {
  const names = [
    'x-latchkey-subject', 'x-latchkey-user', 'x-latchkey-roles', 'x-latchkey-scope', 'x-latchkey-session',
    'x-latchkey-carrier', 'x-user', 'x-user-id', 'x-remote-user',
    'remote-user', 'x-forwarded-user', 'x-forwarded-email', 'x-auth-request-user', 'x-authenticated-user',
    'x-middleware-subrequest', 'x-original-url', 'x-rewrite-url',
    'x-internal', 'x-admin', 'x-role', 'x-client-cert', 'ssl-client-s-dn', 'x-goog-authenticated-user-email',
    'x-ms-client-principal', 'x-http-method-override',
  ]
  it.each(names)('%s makes nobody of a stranger, and no administrator of a user', async (name) => {
    const { id = '' } = await instance.auth.users.findByName('mira') ?? {}
    for (const value of [id, 'mira', 'admin', '/auth/me', 'middleware:middleware:middleware']) {
      expect((await me(instance.auth, { [name]: value })).status).toBe(401)
    }
    const { shown } = await logIn(instance.auth, 'cookie')
    const answer = await me(instance.auth, { ...shown, [name]: 'admin' })
    expect(answer.body['user']).toEqual({ id, username: 'mira', roles: [] })
  })
})

describe('E-05: whose session it is', () => {
  it('is told by no parameter: nobody lists, ends or changes what is another’s', async () => {
    const anna = loginOf(await signUp(instance.auth, 'anna'))
    const { shown } = await logIn(instance.auth, 'jwt')
    const { id = '' } = await instance.auth.users.findByName('anna') ?? {}
    const list = await ask(
      instance.auth, `GET /auth/sessions?subject=${id}&user=${id}&userId=${id}&cursor=${anna.session}`,
      { headers: shown },
    )
    expect(list.text).not.toContain(anna.session)
    for (const line of [
      `DELETE /auth/sessions/${anna.session}`, `DELETE /auth/sessions/${anna.session}?subject=${id}`,
    ]) {
      expect((await ask(instance.auth, line, { headers: shown })).status).toBe(404)
    }
    expect((await ask(instance.auth, `DELETE /auth/sessions?all=true&subject=${id}`, { headers: shown })).status)
      .toBe(204)
    expect((await me(instance.auth, anna.shown)).status).toBe(200)
  })
})

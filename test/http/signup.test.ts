/** POST /auth/signup, for programs. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createClient, loginOf, me, signUp, type Answer } from '../support/client.ts'
import { password, start, startInstance, type Instance, type InstanceOptions } from '../support/instance.ts'
import { setCookies } from './set-cookies.ts'

let instance: Instance
beforeEach(async () => { instance = await startInstance() })

async function signUpAt(options: InstanceOptions, sent: Record<string, unknown>): Promise<Answer> {
  return signUp((await startInstance(options)).auth, 'mira', sent)
}

describe('a sign-up', () => {
  it('is 201 and a login by cookie', async () => {
    const answer = await signUp(instance.auth, 'Mira', { email: 'mira@example.org' })
    const user = await instance.auth.users.findByName('mira')
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
      carrier: 'cookie',
      user: { id: user?.id, username: 'Mira', roles: [] },
      session: { id: expect.any(String), created_at: start, auth_time: start, expires_at: start + 7200 },
    })
    expect([...setCookies(answer.headers).keys()]).toEqual(['__Host-latchkey', '__Host-latchkey-device'])
    expect(user).toMatchObject({ username: 'Mira', canonical: 'mira', email: 'mira@example.org', roles: [] })
    expect((await me(instance.auth, loginOf(answer).shown)).status).toBe(200)
  })

  it.each(['jwt', 'token'])('is 201 and a login by %s', async (carrier) => {
    const answer = await signUp(instance.auth, 'mira', { carrier })
    expect(answer.status).toBe(201)
    expect(Object.keys(answer.body)).toEqual(
      ['carrier', 'user', 'session', 'access_token', 'token_type', 'expires_in', 'refresh_token'],
    )
    expect([...setCookies(answer.headers).keys()]).toEqual(['__Host-latchkey-device'])
    expect((await me(instance.auth, loginOf(answer).shown)).body).toMatchObject({ carrier })
  })

  it('keeps the refresh token in the cookie, or makes none, where that is chosen', async () => {
    const kept = await signUp(instance.auth, 'mira', { carrier: 'jwt', refresh: 'cookie' })
    expect(kept.body).not.toHaveProperty('refresh_token')
    expect([...setCookies(kept.headers).keys()]).toEqual(['__Host-latchkey-refresh', '__Host-latchkey-device'])
    const none = await signUp(instance.auth, 'noor', { carrier: 'token', refresh: 'none' })
    expect(none.body).not.toHaveProperty('refresh_token')
    expect([none.body['expires_in'], [...setCookies(none.headers).keys()]]).toEqual([43_200, ['__Host-latchkey-device']])
  })

  it.each(['mira', 'MIRA', 'ｍｉｒａ'])('is 409 for %s where mira is taken, and logs nobody in', async (username) => {
    await signUp(instance.auth)
    const { status, body, headers } = await signUp(instance.auth, username)
    expect([status, body['code']]).toEqual([409, 'username_taken'])
    expect(headers.getSetCookie()).toEqual([])
  })

  it('is taken by one of ten that ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => signUp(instance.auth)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, ...Array<number>(9).fill(409)])
  })

  it.each(['', 'ab', 'mira svensson', 'mira\n', '\u001b[31mmira', '<b>mira</b>', 'a'.repeat(65)])(
    'F-10: is 422 for the user name %j, which is not repeated', async (username) => {
      const { status, body, text } = await signUp(instance.auth, username)
      expect([status, body['code']]).toEqual([422, 'username_rejected'])
      expect(username.length > 2 && text.includes(username)).toBe(false)
    },
  )

  it.each([
    ['too_short', 'quilt seven', {}],
    ['too_long', 'harbour quilt seven '.repeat(13), {}],
    ['common', 'passwordpassword', {}],
    ['context', 'mira.svensson12', { username: 'mira.svensson' }],
    ['context', 'solveig@fjord.example', { email: 'solveig@fjord.example' }],
  ])('is 422 for a password that is %s', async (reason, chosen, sent) => {
    const { status, body } = await signUp(instance.auth, 'mira', { password: chosen, ...sent })
    expect([status, body['code'], body['reasons']]).toEqual([422, 'password_rejected', [reason]])
    expect(instance.hasher.calls.hash).toBe(0)
  })

  it('is 400 for what is no address', async () => {
    const { status, body } = await signUp(instance.auth, 'mira', { email: 'not an address' })
    expect([status, body['code']]).toEqual([400, 'malformed_request'])
  })

  it('A-13: is 429 after thirty from one source in ten minutes', async () => {
    for (let attempt = 0; attempt < 30; attempt++) await signUp(instance.auth, 'x')
    const { status, body, headers } = await signUp(instance.auth)
    expect([status, body['code'], headers.get('retry-after')]).toEqual([429, 'throttled', '600'])
    instance.pass(600)
    expect((await signUp(instance.auth)).status).toBe(201)
  })
})

describe('a closed sign-up', () => {
  it('is 403', async () => {
    const { status, body } = await signUpAt({ signup: 'closed' }, {})
    expect([status, body['code']]).toEqual([403, 'signup_closed'])
  })

  it('opens once for whoever has the setup code, who becomes the administrator', async () => {
    const { auth } = await startInstance({ signup: 'closed' })
    const setup = await auth.createSetup()
    const first = await signUp(auth, 'mira', { setup })
    const second = await signUp(auth, 'mallory', { setup })
    expect(first.status).toBe(201)
    expect(first.body['user']).toMatchObject({ roles: ['admin'] })
    expect([second.status, second.body['code']]).toEqual([403, 'signup_closed'])
  })

  it.each(['open', 'closed'] as const)('is 403 for a code that is none, where sign-up is %s', async (signup) => {
    const answer = await signUpAt({ signup }, { setup: `lk_su_${'A'.repeat(43)}` })
    expect([answer.status, answer.body['code']]).toEqual([403, 'signup_closed'])
  })
})

it('a user who signed up logs in by the same password in its other Unicode form', async () => {
  await signUp(instance.auth, 'mira', { password: 'h\u00e4rbour quilt seven' })
  const sent = { username: 'mira', password: 'ha\u0308rbour quilt seven' }
  expect((await createClient(instance.auth).send('POST', '/auth/login', { json: sent })).status).toBe(200)
  expect((await createClient(instance.auth).send('POST', '/auth/login', { json: { ...sent, password } })).status)
    .toBe(401)
})

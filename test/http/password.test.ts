/** POST /auth/reauthenticate and /auth/password, for programs: a person who is logged in proves the password again. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createClient, logIn, loginOf, me, ownPage, type Login } from '../support/client.ts'
import { password, start, startInstance, type Instance } from '../support/instance.ts'
import { addUser } from './people.ts'
import { setCookies } from './set-cookies.ts'

const carriers = ['cookie', 'jwt', 'token'] as const
const newPassword = 'lantern orbit cobalt'

let instance: Instance
beforeEach(async () => {
  instance = await startInstance()
  await addUser(instance)
})

const send = (path: string, { shown }: Pick<Login, 'shown'>, json: unknown) =>
  createClient(instance.auth).send('POST', path, { json, headers: { ...shown, ...ownPage } })
const refresh = (token: string) =>
  createClient(instance.auth).send('POST', '/auth/refresh', { json: { refresh_token: token } })

describe.each(carriers)('a re-authentication by %s', (carrier) => {
  it('answers as a login does, with a fresh credential and a new auth_time; the old one is dead', async () => {
    const login = await logIn(instance.auth, carrier)
    instance.pass(60)
    const answer = await send('/auth/reauthenticate', login, { password })
    const { shown } = loginOf(answer)
    expect(answer.status).toBe(200)
    expect(Object.keys(answer.body)).toEqual(Object.keys(login.answer.body))
    expect(answer.body['session']).toMatchObject({ id: login.session, created_at: start, auth_time: start + 60 })
    expect((await me(instance.auth, login.shown)).status).toBe(401)
    expect((await me(instance.auth, shown)).body['session']).toMatchObject({ id: login.session, auth_time: start + 60 })
  })

  it('is 401 for a wrong password, and the login goes on as it was', async () => {
    const login = await logIn(instance.auth, carrier)
    const { status, body, headers } = await send('/auth/reauthenticate', login, { password: 'wrong' })
    expect([status, body['code']]).toEqual([401, 'invalid_credentials'])
    expect(headers.getSetCookie()).toEqual([])
    expect((await me(instance.auth, login.shown)).body['session']).toMatchObject({ auth_time: start })
  })

  it('is slowed like a login', async () => {
    const login = await logIn(instance.auth, carrier)
    for (let failure = 0; failure < 5; failure++) await send('/auth/reauthenticate', login, { password: 'wrong' })
    const { status, headers } = await send('/auth/reauthenticate', login, { password })
    expect([status, headers.get('retry-after')]).toEqual([429, '30'])
  })
})

describe.each(['jwt', 'token'])('a re-authentication by %s', (carrier) => {
  it('turns the refresh token without grace: the old one ends the family', async () => {
    const login = await logIn(instance.auth, carrier)
    const next = loginOf(await send('/auth/reauthenticate', login, { password }))
    expect((await refresh(login.refreshToken)).body['code']).toBe('token_reused')
    expect((await refresh(next.refreshToken)).body['code']).toBe('credential_invalid')
  })

  it('puts the refresh token back into the cookie where this client keeps it there', async () => {
    const login = await logIn(instance.auth, carrier, { refresh: 'cookie' })
    const token = setCookies(login.answer.headers).get('__Host-latchkey-refresh')?.value
    const shown = { ...login.shown, cookie: `__Host-latchkey-refresh=${token}` }
    const answer = await send('/auth/reauthenticate', { shown }, { password })
    expect(answer.body).not.toHaveProperty('refresh_token')
    expect(setCookies(answer.headers).get('__Host-latchkey-refresh')?.value).toMatch(/^lk_rt_/)
  })

  it('leaves a login that is never renewed without a refresh token', async () => {
    const login = await logIn(instance.auth, carrier, { refresh: 'none' })
    const answer = await send('/auth/reauthenticate', login, { password })
    expect(answer.body).not.toHaveProperty('refresh_token')
    expect(answer.headers.getSetCookie()).toEqual([])
  })
})

describe.each(carriers)('a password change by %s', (carrier) => {
  it('B-09: ends every other login, keeps the acting one alive, and only the new password logs in', async () => {
    const others = await Promise.all(carriers.map((one) => logIn(instance.auth, one)))
    const login = await logIn(instance.auth, carrier)
    const answer = await send('/auth/password', login, { current_password: password, new_password: newPassword })
    expect(answer.status).toBe(carrier === 'cookie' ? 204 : 200)
    expect(answer.text === '').toBe(carrier === 'cookie')
    const kept = carrier === 'cookie' ? login : loginOf(answer)
    expect((await me(instance.auth, kept.shown)).body['session']).toMatchObject({ id: login.session })
    for (const other of others) expect((await me(instance.auth, other.shown)).status).toBe(401)
    expect((await logIn(instance.auth, carrier)).answer.status).toBe(401)
    expect((await logIn(instance.auth, carrier, { password: newPassword })).answer.status).toBe(200)
  })

  it('is 401 for a wrong current password, and changes nothing', async () => {
    const login = await logIn(instance.auth, carrier)
    const { status, body } = await send('/auth/password', login, {
      current_password: 'wrong', new_password: newPassword,
    })
    expect([status, body['code']]).toEqual([401, 'invalid_credentials'])
    expect((await logIn(instance.auth, carrier)).answer.status).toBe(200)
  })

  it.each([
    ['too_short', 'quilt'], ['common', 'passwordpassword'], ['context', 'mira mira mira mira'],
  ])('is 422 for a new password that is %s, and changes nothing', async (reason, chosen) => {
    const login = await logIn(instance.auth, carrier)
    const { status, body } = await send('/auth/password', login, { current_password: password, new_password: chosen })
    expect([status, body['code'], body['reasons']]).toEqual([422, 'password_rejected', [reason]])
    expect((await me(instance.auth, login.shown)).status).toBe(200)
    expect((await logIn(instance.auth, carrier)).answer.status).toBe(200)
  })
})

it('new passwords that are refused are no guesses at the current one', async () => {
  const login = await logIn(instance.auth, 'cookie')
  for (let change = 0; change < 6; change++) {
    const { status } = await send('/auth/password', login, { current_password: password, new_password: 'quilt' })
    expect(status).toBe(422)
  }
  expect((await logIn(instance.auth, 'cookie')).answer.status).toBe(200)
})

import { expect, it } from 'vitest'
import { createClient, logIn, signUp } from '../support/client.ts'
import { password, startInstance } from '../support/instance.ts'

/** A script in the page holds the access token, and asks without cookies for what the cookie hides from it. */
it.each<[string, string, unknown]>([
  ['POST', '/auth/reauthenticate', { password }],
  ['POST', '/auth/password', { current_password: password, new_password: 'another quilt harbour' }],
])('C-25: a refresh token that was put into a cookie is never in a body: %s %s', async (method, path, json) => {
  const { auth } = await startInstance()
  await signUp(auth)
  const { shown } = await logIn(auth, 'jwt', { refresh: 'cookie' })
  const answer = await createClient(auth).send(method, path, { headers: shown, json })
  expect(answer.status).toBe(200)
  expect(answer.text).not.toContain('lk_rt_')
  expect(answer.headers.getSetCookie().join('\n')).toContain('__Host-latchkey-refresh=lk_rt_')
})

it('C-25: who proves nothing gets no refresh token at all: DELETE /auth/sessions', async () => {
  const { auth } = await startInstance()
  await signUp(auth)
  const { shown, refreshToken } = await logIn(auth, 'jwt')
  const answer = await createClient(auth).send('DELETE', '/auth/sessions', { headers: shown })
  expect([answer.status, answer.text.includes('lk_rt_'), answer.headers.getSetCookie()]).toEqual([200, false, []])
  expect((await createClient(auth).send('POST', '/auth/refresh', { json: { refresh_token: refreshToken } })).status).toBe(200)
})

it('C-25: nor where it is shown in a body', async () => {
  const { auth } = await startInstance()
  await signUp(auth)
  const { answer } = await logIn(auth, 'token', { refresh: 'cookie' })
  const line = answer.headers.getSetCookie().find((one) => one.startsWith('__Host-latchkey-refresh='))
  const token = line?.split(';')[0]?.split('=')[1]
  const renewed = await createClient(auth).send('POST', '/auth/refresh', { json: { refresh_token: token } })
  expect(renewed.status).toBe(200)
  expect(renewed.text).not.toContain('lk_rt_')
  expect(renewed.headers.getSetCookie().join('\n')).toContain('__Host-latchkey-refresh=lk_rt_')
})

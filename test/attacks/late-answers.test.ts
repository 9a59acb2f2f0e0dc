/**
 * A logout beside a request that is under way (B-08): what the request still tells afterwards brings nothing back. Every
 * moment of every request is held in test/hardening/open-request.test.ts; these are the two that once went wrong.
 */
import { expect, it } from 'vitest'
import { watchedStore } from '../http/watched-store.ts'
import { createClient, logIn, loginOf, me, ownPage, signUp } from '../support/client.ts'
import { password, startInstance } from '../support/instance.ts'

it('B-08: a logout with a cookie that was replaced meanwhile ends the session that goes on under the new one', async () => {
  const { auth } = await startInstance()
  await signUp(auth)
  const before = await logIn(auth, 'cookie')
  const client = createClient(auth)
  const after = loginOf(await client.send('POST', '/auth/reauthenticate', { json: { password }, headers: { ...before.shown, ...ownPage } }))
  // The other tab does not know the new cookie yet.
  expect((await me(auth, before.shown)).status).toBe(401)
  expect((await client.send('POST', '/auth/logout', { headers: { ...before.shown, ...ownPage } })).status).toBe(204)
  expect((await me(auth, after.shown)).status).toBe(401)
})

it('B-08: an answer that comes after the logout does not set the cookie of a remembered login again', async () => {
  const held = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  let holds = false
  const store = watchedStore(async ({ verb }) => {
    if (!holds || verb !== 'listSessions') return
    reached.resolve()
    await held.promise
  })
  const { auth, pass } = await startInstance({ store })
  await signUp(auth)
  const { shown } = await logIn(auth, 'cookie', { remember: true })
  pass(120)
  const client = createClient(auth)
  expect((await client.send('GET', '/auth/me', { headers: shown })).headers.getSetCookie()).toHaveLength(1)
  pass(120)
  holds = true
  const open = client.send('GET', '/auth/sessions', { headers: shown })
  await reached.promise
  await client.send('POST', '/auth/logout', { headers: { ...shown, ...ownPage } })
  held.resolve()
  expect((await open).headers.getSetCookie()).toEqual([])
})

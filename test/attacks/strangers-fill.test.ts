/** What strangers cause at will is bounded for each network, and crowds out nothing else. */
import { expect, it } from 'vitest'
import { createClient, logIn, signUp } from '../support/client.ts'
import { password, startInstance } from '../support/instance.ts'
import { addUser } from '../http/people.ts'

it('A-12: thirty accounts in ten minutes, and no more, for who signs up with success', async () => {
  const { auth, pass } = await startInstance()
  const statuses: number[] = []
  for (let n = 0; n < 31; n++) statuses.push((await signUp(auth, `person-${n}`)).status)
  expect([statuses.filter((status) => status === 201).length, statuses.at(-1)]).toEqual([30, 429])
  const elsewhere = await createClient(auth).send('POST', '/auth/signup', { json: { username: 'other', password }, address: '203.0.113.9' })
  expect(elsewhere.status).toBe(201)
  pass(600)
  expect((await signUp(auth, 'later')).status).toBe(201)
}, 60_000)

it('three hundred new visitors in ten minutes, told to wait, and a page is shown all the same', async () => {
  const { auth } = await startInstance({ sessionData: { clientKeys: ['cart'] } })
  const write = () => createClient(auth, { browser: true }).send('PATCH', '/auth/session/data', { json: { cart: ['tea'] }, headers: { 'if-match': '"0"' } })
  for (let n = 0; n < 300; n++) expect((await write()).status).toBe(200)
  const refused = await write()
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '600'])
})

it('visits of strangers leave every failed login in the audit log', async () => {
  const { auth, store } = await startInstance()
  const consent = await createClient(auth, { browser: true }).send('PUT', '/auth/consent', { json: { preferences: false, analytics: true, marketing: false } })
  const cookie = consent.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const flood = () => Promise.all(Array.from({ length: 90 }, () => createClient(auth).send('GET', '/auth/login', { headers: { accept: 'text/html', cookie } })))
  for (let n = 0; n < 4; n++) {
    const login = createClient(auth).send('POST', '/auth/login', { json: { username: `mira-${n}`, password: 'wrong' } })
    await Promise.all([flood(), login])
  }
  await auth.close()
  await store.open()
  const failed = (await store.listEvents({}, { limit: 500 })).filter(({ type }) => type === 'authn_login_fail')
  expect(failed.length).toBeGreaterThan(0)
})

it('a visitor’s cookie beside a bearer is nobody, and another login beside it is still two', async () => {
  const instance = await startInstance({ visitorSessions: 'on-first-visit' })
  const { auth } = instance
  await addUser(instance)
  const browser = createClient(auth, { browser: true })
  await browser.send('GET', '/auth/login', { headers: { accept: 'text/html' } })
  const { credential: bearer } = await logIn(auth, 'jwt')
  expect((await browser.send('GET', '/auth/me', { bearer })).status).toBe(200)
  expect((await browser.send('POST', '/auth/logout', { bearer })).status).toBe(204)
  const other = await logIn(auth, 'cookie')
  const { credential: again } = await logIn(auth, 'token')
  expect((await createClient(auth).send('GET', '/auth/me', { bearer: again, headers: other.shown })).status).toBe(400)
})

it('B-14: an origin that is listed without cookies changes nothing with them', async () => {
  const instance = await startInstance({ allowedOrigins: ['https://spa.example', 'https://app.example+cookies'] })
  await addUser(instance)
  const { shown } = await logIn(instance.auth, 'cookie')
  const logout = (origin: string) => createClient(instance.auth).send('POST', '/auth/logout', { headers: { ...shown, origin } })
  expect([(await logout('https://spa.example')).status, (await logout('https://app.example')).status]).toEqual([403, 204])
})

it('session data tells why it refuses, rather than that there is none', async () => {
  const instance = await startInstance({ sessionData: { clientKeys: ['cart'] } })
  await addUser(instance)
  const { credential: bearer, shown } = await logIn(instance.auth, 'jwt')
  await createClient(instance.auth).send('POST', '/auth/logout', { headers: shown })
  const { status, body } = await createClient(instance.auth).send('GET', '/auth/session/data', { bearer })
  expect([status, body['code']]).toEqual([401, 'session_revoked'])
})

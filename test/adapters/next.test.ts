/** What is Next's own: components that see headers alone, server actions, the methods that a file exports, the proxy. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { actingUser, authenticate, authenticateAction, createProxy, readUser, routeHandlers, withUser } from '../../src/adapters/next.ts'
import { StoreError } from '../../src/stores/store-error.ts'
import { addUser } from '../http/people.ts'
import { watchedStore } from '../http/watched-store.ts'
import { logIn, ownPage } from '../support/client.ts'
import { origin, startInstance, type Instance } from '../support/instance.ts'

let instance: Instance
const trouble = { is: false }
beforeEach(async () => {
  const store = watchedStore(() => trouble.is ? Promise.reject(new StoreError('away')) : undefined)
  instance = await startInstance({ rolling: true, recalledSessions: 0, store })
  await addUser(instance)
})
afterEach(async () => {
  trouble.is = false
  await instance.close()
})

it.each(['cookie', 'jwt', 'token'])('a component learns by its headers who asks, by a %s', async (carrier) => {
  const { auth } = instance
  const { shown } = await logIn(auth, carrier)
  expect(await readUser(auth, new Headers(shown))).toMatchObject({ carrier })
  expect(await readUser(auth, new Headers())).toBeNull()
  expect(await authenticate(auth, new Headers({ authorization: 'Bearer x' }))).toEqual({ status: 'refused', reason: 'credential_invalid' })
})

it('a component is told a fault as a fault, and never that nobody asks', async () => {
  const { auth } = instance
  const { shown } = await logIn(auth, 'cookie')
  trouble.is = true
  await expect(readUser(auth, new Headers(shown))).rejects.toThrow('away')
})

it('B-15: an action of another site is refused where a component may be read from there', async () => {
  const { auth } = instance
  const { shown } = await logIn(auth, 'cookie')
  const foreign = new Headers({ ...shown, 'origin': 'https://evil.example', 'sec-fetch-site': 'cross-site' })
  expect(await readUser(auth, foreign)).not.toBeNull()
  expect(await actingUser(auth, foreign)).toBeNull()
  expect(await authenticateAction(auth, foreign)).toEqual({ status: 'refused', reason: 'csrf_rejected' })
  expect(await actingUser(auth, new Headers({ ...shown, ...ownPage }))).not.toBeNull()
})

it('a file of routes exports every method, so that each is answered by us', async () => {
  const handlers = routeHandlers(instance.auth)
  expect(Object.keys(handlers)).toEqual(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
  const told = await Promise.all(Object.entries(handlers).map(async ([method, handle]) => (
    (await handle(new Request(`${origin}/auth/me`, { method }))).status
  )))
  expect(told).toEqual([401, 401, 405, 405, 405, 405, 405])
})

it('a handler gets what Next hands over beside the request', async () => {
  const { auth } = instance
  const GET = withUser(auth, async (_, user, { params }: { params: Promise<{ id: string }> }) => (
    Response.json([user.principal.carrier, (await params).id])
  ))
  const { shown } = await logIn(auth, 'jwt')
  const answer = await GET(new Request(`${origin}/orders/7`, { headers: shown }), { params: Promise.resolve({ id: '7' }) })
  expect(await answer.json()).toEqual(['jwt', '7'])
})

it('the proxy passes no header on that could tell who asks, and sends the cookie that moves on', async () => {
  const { auth } = instance
  const passed = new Response(null, { headers: { 'x-middleware-next': '1' } })
  const proxy = createProxy(auth, { next: () => passed }, { closed: { except: ['/'] } })
  const { shown, credential } = await logIn(auth, 'cookie', { remember: true })
  const answer = await proxy(new Request(`${origin}/orders`, { headers: shown }))
  expect(answer).toBe(passed)
  expect([...answer.headers].map(([name]) => name)).toEqual(['set-cookie', 'x-middleware-next'])
  expect(answer.headers.getSetCookie()).toEqual([expect.stringContaining(credential)])
  expect((await proxy(new Request(`${origin}/orders`))).status).toBe(401)
})

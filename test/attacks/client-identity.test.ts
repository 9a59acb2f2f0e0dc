/** What was begun as one person is not done as another who logs in meanwhile. */
import { expect, it } from 'vitest'
import { createClient, ClientError, type ClientOptions } from '../../src/client.ts'
import { carriers, mira, openHouse } from '../client/programs.ts'
import { addUser } from '../http/people.ts'
import { origin, password } from '../support/instance.ts'

const ada = { username: 'ada', password }

/** A house with Ada in it, and a client whose first request to this path waits on its way until it may go. */
async function openHeld(carrier: 'jwt' | 'token', path: string) {
  const { instance } = await openHouse()
  const { id } = await addUser(instance, 'ada')
  const paid: string[] = []
  const [arrived, may] = [Promise.withResolvers<null>(), Promise.withResolvers<null>()]
  let isFirst = true
  const client = createClient({
    baseUrl: origin, carrier, clock: instance.now,
    async fetch(input, init) {
      const request = new Request(input, init)
      const { pathname } = new URL(request.url)
      if (pathname === path && isFirst) {
        isFirst = false
        arrived.resolve(null)
        await may.promise
      }
      if (instance.auth.owns(pathname)) return instance.auth.handler(request)
      const outcome = await instance.auth.authenticate(request)
      if (outcome.status === 'authenticated') paid.push(outcome.principal.subject === id ? 'ada' : 'mira')
      return instance.auth.challenge(outcome) ?? new Response('paid')
    },
  })
  const sessions = async () => (await instance.auth.sessions.list(id)).length
  return { client, instance, paid, sessions, arrived: arrived.promise, go: () => { may.resolve(null) } }
}

it.each(['jwt', 'token'] as const)('a request that is refused after another login is not sent again as that one, by %s', async (carrier) => {
  const { client, paid, arrived, go } = await openHeld(carrier, '/pay')
  await client.signup(mira)
  const answer = client.fetch('/pay', { method: 'POST', body: 'from mira to the landlord' })
  await arrived
  await client.logout()
  await client.login(ada)
  go()
  expect((await answer).status).toBe(401)
  expect(paid).toEqual([])
  expect((await client.fetch('/pay', { method: 'POST' })).status).toBe(200)
  expect(paid).toEqual(['ada'])
})

it.each(['jwt', 'token'] as const)('a request that waits for a renewal behind another login is not sent as that one, by %s', async (carrier) => {
  const { client, instance, paid, arrived, go } = await openHeld(carrier, '/auth/login')
  await client.signup(mira)
  instance.pass(600)
  const login = client.login(ada)
  await arrived
  const answer = client.fetch('/pay', { method: 'POST', body: 'from mira to the landlord' })
  go()
  await login
  expect((await answer).status).toBe(401)
  expect(paid).toEqual([])
})

it.each(['jwt', 'token'] as const)('sessions that are ended after another login are not those of the other, by %s', async (carrier) => {
  const { client, sessions, arrived, go } = await openHeld(carrier, '/auth/sessions')
  await client.signup(mira)
  const ended = client.fetch('/auth/sessions?all=true', { method: 'DELETE' })
  await arrived
  await client.logout()
  await client.login(ada)
  go()
  expect((await ended).status).toBe(401)
  expect(await sessions()).toBe(1)
})

it.each(carriers)('a logout that waits behind another login ends the one it was asked to end, by %s', async (carrier) => {
  const { instance, program } = await openHouse()
  const { id } = await addUser(instance, 'ada')
  const { client } = program({ carrier })
  const { user } = await client.signup(mira)
  const [, logout] = await Promise.all([client.login(ada), client.logout().catch((error: unknown) => error)])
  expect(carrier === 'cookie' ? logout instanceof ClientError && logout.status : logout).toBe(carrier === 'cookie' ? 401 : undefined)
  expect((await client.me())?.user.username).toBe('ada')
  expect((await instance.auth.sessions.list(id)).length).toBe(1)
  expect((await instance.auth.sessions.list(user.id)).length).toBe(0)
})

it('a server that names another session each time is asked a few times', async () => {
  let asked = 0
  const fetch: NonNullable<ClientOptions['fetch']> = (input) => {
    if (++asked > 100) throw new Error('without end')
    const who = { carrier: 'jwt', user: { id: 'x', username: 'x', roles: [] }, session: { id: String(asked) } }
    const isMe = (typeof input === 'string' ? input : input.url).endsWith('/me')
    return Promise.resolve(Response.json(isMe ? who : { ...who, access_token: `a${asked}`, expires_in: 0, refresh_token: `r${asked}` }))
  }
  const client = createClient({ baseUrl: origin, carrier: 'jwt', fetch })
  await client.login(mira)
  await client.me().catch(() => null)
  expect(asked).toBeLessThan(20)
})

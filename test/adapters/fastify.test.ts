/** What is Fastify's own: inject, plugins of their own scope, what it tells of an address, hooks of others. */
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import fastify from 'fastify'
import { afterEach, expect, it } from 'vitest'
import { latchkey, principalOf, requireUser } from '../../src/adapters/fastify.ts'
import { addUser } from '../http/people.ts'
import { logIn } from '../support/client.ts'
import { password, startInstance, type Instance } from '../support/instance.ts'
import { fastifyApplication } from './applications/fastify.ts'

let instance: Instance
async function stage(): Promise<Instance> {
  instance = await startInstance()
  await addUser(instance)
  return instance
}
afterEach(() => instance.close())

it('answers what is injected, routes of ours as well as guarded ones', async () => {
  const { auth } = await stage()
  const app = await fastifyApplication(auth)
  const login = await app.inject({ method: 'POST', url: '/auth/login', payload: { username: 'mira', password, carrier: 'jwt' } })
  expect(login.statusCode).toBe(200)
  const { access_token: token } = login.json<{ access_token: string }>()
  const orders = await app.inject({ url: '/orders', headers: { authorization: `Bearer ${token}` } })
  expect(orders.statusCode).toBe(200)
  expect((await app.inject('/orders')).statusCode).toBe(401)
  await app.close()
})

it.each(['closed by default', 'guarded'])('who hangs up while the refusal is under way does not reach a route that is %s', async (how) => {
  const { auth } = await stage()
  const [app, isClosed] = [fastify(), how !== 'guarded']
  const ran: string[] = []
  app.addHook('onSend', async (_request, _reply, payload) => {
    await sleep(100)
    return payload
  })
  await app.register(latchkey, { auth, ...(isClosed && { closed: { except: [] } }) })
  app.route({ method: ['GET', 'DELETE'], url: '/pay', ...(!isClosed && { onRequest: requireUser(auth) }), handler: ({ method }) => ran.push(method) })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo // of a TCP server that listens
  for (const method of ['GET', 'DELETE']) {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(`${method} /pay HTTP/1.1\r\nhost: x\r\n\r\n`)
    await sleep(50)
    socket.destroy()
    await sleep(200)
  }
  await app.close()
  expect(ran).toEqual([])
})

it('is for the whole application, plugins included', async () => {
  const { auth } = await stage()
  const app = fastify()
  await app.register(latchkey, { auth, closed: { except: ['/open'] } })
  await app.register(async (inner) => { inner.get('/inner', () => 'inner') })
  app.get('/open', () => 'open')
  const { shown } = await logIn(auth, 'jwt')
  const told = await Promise.all([
    app.inject('/inner'), app.inject({ url: '/inner', headers: shown }), app.inject('/open'), app.inject('/nowhere'), app.inject('/auth/login'),
  ])
  expect(told.map(({ statusCode }) => statusCode)).toEqual([401, 200, 200, 401, 200])
  await app.close()
})

it('the address of a login is the one that Fastify is told to believe', async () => {
  const { auth } = await stage()
  const app = await fastifyApplication(auth, { trustsProxy: true })
  await app.inject({
    method: 'POST', url: '/auth/login', payload: { username: 'mira', password }, headers: { 'x-forwarded-for': '203.0.113.9' },
  })
  const mira = await auth.users.findByName('mira')
  expect((await auth.sessions.list(mira?.id ?? '')).map(({ address }) => address)).toEqual(['203.0.113.9'])
  await app.close()
})

it('lets hooks of others see what a guard refuses, and no body of who is refused is read', async () => {
  const { auth } = await stage()
  const app = fastify()
  const seen: number[] = []
  let parsed = 0
  app.addHook('onSend', async (_, reply, payload) => {
    seen.push(reply.statusCode)
    return payload
  })
  app.addContentTypeParser('text/plain', { parseAs: 'string' }, (_, text, done) => {
    parsed++
    done(null, text)
  })
  await app.register(latchkey, { auth })
  app.post('/orders', { onRequest: requireUser(auth) }, async (request) => principalOf(request).subject)
  const sent = { method: 'POST', url: '/orders', payload: 'much', headers: { 'content-type': 'text/plain' } } as const
  const refused = await app.inject(sent)
  expect([refused.statusCode, refused.headers['content-type'], seen, parsed]).toEqual([401, 'application/problem+json', [401], 0])
  await app.close()
})

import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { requireUser, withSession } from '../../src/adapters/hono.ts'
import { logIn, ownPage, signUp } from '../support/client.ts'
import { origin, startInstance, type InstanceOptions } from '../support/instance.ts'

async function shop(options: InstanceOptions = {}) {
  const instance = await startInstance(options)
  await signUp(instance.auth)
  const app = new Hono()
    .use('/basket', withSession(instance.auth))
    .get('/basket', async (c) => c.json(await c.var.session.get()))
    .post('/basket', async (c) => c.json(await c.var.session.update((data) => ({ ...data, items: Number(data['items'] ?? 0) + 1 }))))
    .get('/orders/basket', requireUser(instance.auth), withSession(instance.auth), async (c) => c.json(await c.var.session.get()))
    .get('/orders', requireUser(instance.auth), (c) => c.json({ for: c.var.principal.subject }))
  const ask = (method: string, path: string, headers: Record<string, string> = {}) => (
    app.request(origin + path, { method, headers: { ...ownPage, ...headers } })
  )
  return { instance, ask }
}

it('a visitor who reads gets no cookie, and one who writes is known by it afterwards', async () => {
  const { ask } = await shop()
  expect((await ask('GET', '/basket')).headers.getSetCookie()).toEqual([])
  const [line = ''] = (await ask('POST', '/basket')).headers.getSetCookie()
  const cookie = line.split(';')[0] ?? ''
  expect(line).toContain('HttpOnly')
  const again = await ask('POST', '/basket', { cookie })
  expect([await again.json(), again.headers.getSetCookie()]).toEqual([{ items: 2 }, []])
  expect((await ask('GET', '/orders', { cookie })).status).toBe(401)
})

it('a remembered login gets its cookie again from the application\'s own routes', async () => {
  const { instance, ask } = await shop()
  const { shown } = await logIn(instance.auth, 'cookie', { remember: true })
  instance.pass(3600)
  const answer = await ask('GET', '/orders', shown)
  expect(answer.status).toBe(200)
  expect(answer.headers.getSetCookie()[0]).toContain('Max-Age=1209600')
})

it('a rolling cookie is sent with every response, once where guard and session both have it', async () => {
  const { instance, ask } = await shop({ rolling: true })
  const { shown } = await logIn(instance.auth, 'cookie', { remember: true })
  for (const path of ['/orders', '/basket', '/orders/basket', '/orders/basket']) {
    expect((await ask('GET', path, shown)).headers.getSetCookie()).toEqual([expect.stringContaining('Max-Age=1209600')])
  }
})

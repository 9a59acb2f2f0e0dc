import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { requireUser, withSession } from '../../src/adapters/hono.ts'
import { logIn, ownPage, signUp } from '../support/client.ts'
import { origin, startInstance } from '../support/instance.ts'

async function shop() {
  const instance = await startInstance()
  await signUp(instance.auth)
  const app = new Hono()
    .use('/basket', withSession(instance.auth))
    .get('/basket', async (c) => c.json(await c.var.session.get()))
    .post('/basket', async (c) => c.json(await c.var.session.update((data) => ({ ...data, items: Number(data['items'] ?? 0) + 1 }))))
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

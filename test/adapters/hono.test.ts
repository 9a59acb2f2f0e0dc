import { describe, expect, it } from 'vitest'
import { addUser } from '../http/people.ts'
import { logIn } from '../support/client.ts'
import { password, startInstance, type Instance } from '../support/instance.ts'
import { honoApplication } from './applications/hono.ts'

async function withMira(): Promise<Instance> {
  const instance = await startInstance()
  await addUser(instance)
  return instance
}

describe('the hono adapter', () => {
  it('remembers with the session the address that the application names', async () => {
    const { auth, close } = await withMira()
    const app = honoApplication(auth, { context: ({ req }) => ({ address: req.header('x-real-ip') }) })
    await app.request('http://localhost:3000/auth/login', {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-real-ip': '203.0.113.9' },
      body: JSON.stringify({ username: 'mira', password }),
    })
    const { shown } = await logIn(auth, 'jwt')
    const listed = await app.request('http://localhost:3000/auth/sessions', { headers: shown })
    const { sessions } = await listed.json() as { sessions: { address: string | null }[] }
    expect(sessions.map(({ address }) => address)).toContain('203.0.113.9')
    await close()
  })

  it('gives the principal to the handler behind the guard, and to no other request', async () => {
    const { auth, close } = await withMira()
    const { shown } = await logIn(auth, 'token')
    const app = honoApplication(auth)
    const seen: unknown[] = []
    app.get('/open', (context) => {
      seen.push(context.get('principal' as never)) // no variable of this route: that is what is tested
      return context.text('open')
    })
    await app.request('http://localhost:3000/orders', { headers: shown })
    await app.request('http://localhost:3000/open', { headers: shown })
    expect(seen).toEqual([undefined])
    await close()
  })
})

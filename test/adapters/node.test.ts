import { createServer, type IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { authenticateNode, latchkeyListener, viewOfNode } from '../../src/adapters/node.ts'
import { addUser } from '../http/people.ts'
import { logIn } from '../support/client.ts'
import { password, startInstance, type Instance } from '../support/instance.ts'
import { incomingWith } from '../server/incoming.ts'
import { nodeApplication } from './applications/node.ts'
import { listening } from './mounted.ts'

const realAddress = ({ headers }: IncomingMessage) => ({ address: String(headers['x-real-ip']) })
const lines = (...more: readonly string[]) => ({ lines: ['Host: localhost:3000', ...more] })

describe('what a request of node:http shows', () => {
  it('joins repeated lines as the standard has it, where Node itself drops all but the first', async () => {
    const twice = ['Authorization: Bearer one', 'authorization: Bearer two', 'Cookie: a=1', 'Cookie: b=2']
    const incoming = await incomingWith(lines(...twice))
    expect(incoming.headers.authorization).toBe('Bearer one')
    const view = viewOfNode(incoming)
    expect(view.header('Authorization')).toBe('Bearer one, Bearer two')
    expect(view.header('COOKIE')).toBe('a=1; b=2')
    expect(view.header('x-absent')).toBeUndefined()
    expect(view.header('__proto__')).toBeUndefined()
  })

  it.each([
    ['/a/b?c=/d', '/a/b'], ['/?', '/'], ['/a?b?c', '/a'], ['/a%3Fb', '/a%3Fb'], ['*', '*'],
  ])('of the target %s is the path %s', async (target, path) => {
    expect(viewOfNode(await incomingWith({ target, method: 'OPTIONS' })).path).toBe(path)
  })
})

async function withMira(): Promise<Instance> {
  const instance = await startInstance()
  await addUser(instance)
  return instance
}

describe('the node adapter', () => {
  it('refuses two Authorization headers although Node shows one', async () => {
    const { auth, close } = await withMira()
    const { shown } = await logIn(auth, 'jwt')
    const line = `Authorization: ${shown['authorization']}`
    const twice = await incomingWith(lines(line, line))
    expect(await authenticateNode(auth, twice)).toEqual({ status: 'refused', reason: 'ambiguous_credentials' })
    const once = await incomingWith(lines(line))
    expect(await authenticateNode(auth, once)).toMatchObject({ status: 'authenticated' })
    expect(await authenticateNode(auth, once, { carriers: ['cookie'] })).toEqual({ status: 'anonymous' })
    await close()
  })

  it.each<[string, undefined | ((incoming: IncomingMessage) => { address: string }), string]>([
    ['the address of the socket', undefined, '127.0.0.1'],
    ['the address that the application names', realAddress, '198.51.100.7'],
  ])('remembers %s with the session', async (_, context, address) => {
    const { auth, close } = await withMira()
    const mounted = await listening(createServer(nodeApplication(auth, context && { context })))
    const { shown } = await logIn(auth, 'jwt')
    const body = JSON.stringify({ username: 'mira', password })
    const headers = [['Content-Type', 'application/json'], ['X-Real-IP', '198.51.100.7']] as const
    await mounted.ask('POST /auth/login', { body, headers })
    const listed = await mounted.ask('GET /auth/sessions', { headers: Object.entries(shown) })
    const { sessions } = JSON.parse(listed.text) as { sessions: { address: string }[] }
    expect(sessions.map((session) => session.address)).toContain(address)
    await mounted.close()
    await close()
  })

  it('gives the application what it does not own, unread', async () => {
    const { auth, close } = await startInstance()
    const seen: (string | undefined)[] = []
    const mounted = await listening(createServer(latchkeyListener(auth, (incoming, outgoing) => {
      seen.push(incoming.url)
      outgoing.end()
    })))
    const targets = [
      '/', '/authx', '/AUTH/login', '//auth/login', '/x/../auth/login', '/auth%2Flogin',
      'http://localhost:3000/auth/login',
    ]
    for (const target of targets) await mounted.ask(`GET ${target}`)
    expect(seen).toEqual(targets)
    await mounted.close()
    await close()
  })
})

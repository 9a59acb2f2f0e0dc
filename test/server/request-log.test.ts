import { describe, expect, it } from 'vitest'
import { routeTemplate } from '../../src/server/request-log.ts'
import { openListener } from './listening.ts'
import { openSocket, pause } from '../support/raw.ts'

const canary = 'lk_rt_c2VjcmV0LXRoYXQtbXVzdC1ub3QtYmUtbG9nZ2Vk'

describe('D-09: the route in the log', () => {
  it.each([
    ['/', '/'], ['/healthz', '/healthz'], ['/readyz', '/readyz'], ['/.well-known/jwks.json', '/.well-known/jwks.json'],
    ['/auth', '/auth'], ['/auth/login', '/auth/login'], ['/auth/sessions', '/auth/sessions'],
    ['/auth/sessions/end', '/auth/sessions/end'],
    [`/auth/sessions/${canary}`, '/auth/sessions/{id}'], [`/auth/sessions/${canary}/end`, '/auth/sessions/{id}/end'],
    ['/auth/assets/latchkey.css', '/auth/assets/{name}'], [`/auth/assets/${canary}`, '/auth/assets/{name}'],
  ])('of %s is %s', (path, template) => expect(routeTemplate(path, '/auth')).toBe(template))

  it.each([
    `/${canary}`, `/auth/${canary}`, `/auth/login/${canary}`, `/auth/sessions/x/${canary}`,
    `/auth/sessions/x/end/${canary}`,
    `/auth/assets/x/${canary}`, `//auth/login`, '/authority', '', '*', `http://${canary}/auth/login`, '/auth/LOGIN',
    '/auth/%6Cogin',
  ])('of %j is unknown, since nothing a stranger wrote is repeated', (path) => {
    expect(routeTemplate(path, '/auth')).toBe('(unknown)')
  })
})

describe('the line of a request', () => {
  it('has a name, the method, the route, the address, the status and the time, and nothing else', async () => {
    const { ask, lines, close } = await openListener()
    const everywhere = { authorization: `Bearer ${canary}`, 'user-agent': canary, referer: canary }
    await ask(`GET /auth/sessions/${canary}?token=${canary}`, everywhere)
    const [line = {}] = lines
    const members = ['address', 'level', 'method', 'ms', 'request', 'route', 'status', 'time']
    expect(Object.keys(line).toSorted()).toEqual(members)
    expect(line).toMatchObject({ method: 'GET', route: '/auth/sessions/{id}', address: '127.0.0.1', status: 405 })
    expect(JSON.stringify(lines)).not.toContain(canary)
    await close()
  })

  it('tells of a client that went away without a status that nobody was sent', async () => {
    const { port, lines, close } = await openListener()
    const socket = await openSocket(port)
    const head = ['POST /auth/login HTTP/1.1', 'Host: localhost:3000', 'Content-Type: application/json']
    socket.send([...head, 'Content-Length: 50', '', '{'].join('\r\n'))
    await pause(50)
    socket.destroy()
    await expect.poll(() => lines.length).toBe(1)
    expect(lines[0]).toMatchObject({ route: '/auth/login', status: null, aborted: true })
    await close()
  })

  it('E-02: has the address that limits see, which is the one that a trusted proxy names', async () => {
    const { ask, lines, close } = await openListener({ trustedProxies: { hops: 1 } })
    const claims = { forwarded: 'for=203.0.113.1', 'x-real-ip': '203.0.113.2' }
    await ask('GET /auth/me', { 'x-forwarded-for': '203.0.113.9, 198.51.100.7', ...claims })
    expect(lines[0]).toMatchObject({ address: '198.51.100.7' })
    await close()
  })
})

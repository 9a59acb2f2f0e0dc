/** What arrives on the socket itself: framing, hosts, methods, slow clients, and many at once. */
import { once } from 'node:events'
import { Agent, createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { pino } from 'pino'
import { beforeAll, describe, expect, it } from 'vitest'
import { createListener } from '../../src/server/listener.ts'
import { gather, mixUps, type Person } from '../support/crowd.ts'
import { startInstance } from '../support/instance.ts'
import { exchange, openSocket, pause } from '../support/raw.ts'
import { startServer, type Server } from '../support/server.ts'
import { fetchFrom } from '../support/wire.ts'

let server: Server
let host: string

beforeAll(async () => {
  server = await startServer()
  host = `Host: localhost:${server.port}`
})

/** Lines of a head, with the ends that HTTP wants. */
const head = (...lines: readonly string[]) => `${lines.join('\r\n')}\r\n\r\n`

describe('E-13: a request whose framing has two readings', () => {
  const post = 'POST /auth/login HTTP/1.1'
  const chunked = 'Transfer-Encoding: chunked'

  it.each([
    ['both Content-Length and Transfer-Encoding', () => `${head(post, host, 'Content-Length: 5', chunked)}0\r\n\r\n`],
    ['two different lengths', () => `${head(post, host, 'Content-Length: 5', 'Content-Length: 6')}123456`],
    ['the same length twice', () => `${head(post, host, 'Content-Length: 5', 'Content-Length: 5')}12345`],
    ['a length that is none', () => `${head(post, host, 'Content-Length: +5')}12345`],
    ['an encoding nobody knows', () => `${head(post, host, 'Transfer-Encoding: xchunked')}0\r\n\r\n`],
    ['an encoding after chunked', () => `${head(post, host, 'Transfer-Encoding: chunked, identity')}0\r\n\r\n`],
    ['bare line feeds', () => `GET /auth/me HTTP/1.1\n${host}\n\n`],
    ['one bare line feed', () => head('GET /auth/me HTTP/1.1', `${host}\nX-A: b`)],
    ['a bare carriage return', () => head('GET /auth/me HTTP/1.1', host, 'X-A: b\rX-B: c')],
    ['a folded line', () => head('GET /auth/me HTTP/1.1', host, 'X-A: b', ' c')],
    ['a space before the colon', () => head('GET /auth/me HTTP/1.1', host, 'X-A : b')],
    ['a NUL in a value', () => head('GET /auth/me HTTP/1.1', host, 'X-A: a\0b')],
    ['no host', () => head('GET /auth/me HTTP/1.1')],
    ['a chunk size that is none', () => `${head(post, host, chunked)}0x2\r\n{}\r\n0\r\n\r\n`],
  ])('is refused and hung up on: %s', async (_, bytes) => {
    expect(await exchange(server.port, bytes())).toMatchObject({ status: 400, hungUp: true })
  })

  it('answers the good half of a pair and nothing that is hidden in its body', async () => {
    const hidden = head('GET /healthz HTTP/1.1', host)
    const socket = await openSocket(server.port)
    socket.send(head(post, host, 'Content-Type: application/json', `Content-Length: ${hidden.length}`) + hidden)
    await socket.hear('malformed_request')
    await pause(100)
    socket.destroy()
    expect(socket.received().match(/HTTP\/1\.1 /g)).toHaveLength(1)
  })
})

describe('E-13, E-01: a host', () => {
  it.each([
    ['that comes twice', () => head('GET /auth/me HTTP/1.1', host, host)],
    ['beside a foreign one', () => head('GET /auth/me HTTP/1.1', host, 'Host: evil.example')],
    ['that is foreign', () => head('GET /auth/me HTTP/1.1', 'Host: evil.example')],
    ['in an absolute target', () => head('GET http://evil.example/auth/me HTTP/1.1', host)],
    ['with another port', () => head('POST /auth/logout HTTP/1.1', 'Host: localhost:1')],
    ['with a path in it', () => head('GET /auth/me HTTP/1.1', `${host}/x`)],
    ['that is empty', () => head('GET /auth/me HTTP/1.1', 'Host:')],
    ['of a target that is no path', () => head('OPTIONS * HTTP/1.1', host)],
    ['in HTTP/1.0, where it may be left out', () => head('GET /auth/me HTTP/1.0')],
  ])('is refused %s', async (_, bytes) => {
    expect((await exchange(server.port, bytes())).status).toBe(421)
  })

  it('of another header changes nothing: links, cookies and redirects name the configured origin', async () => {
    const { head: answered } = await exchange(server.port, head(
      'GET /auth/account HTTP/1.1', host, 'X-Forwarded-Host: evil.example', 'Forwarded: host=evil.example',
      'X-Original-URL: /evil',
    ))
    expect(answered).toContain('location: /auth/login?return_to=%2Fauth%2Faccount')
    expect(answered).not.toContain('evil')
  })
})

describe('E-10: a method', () => {
  it.each([
    '/auth/me', '/', '/healthz', '/readyz', '/nowhere',
  ])('TRACE is refused at %s, and echoes nothing', async (path) => {
    const answer = await exchange(server.port, head(`TRACE ${path} HTTP/1.1`, host, 'X-Secret: canary'))
    expect(answer.status).toBe(405)
    expect(answer.head).toMatch(/^allow: GET/im)
    expect(answer.head).not.toContain('canary')
  })

  it.each(['TRACK', 'BREW'])('that HTTP does not know is refused: %s', async (method) => {
    expect((await exchange(server.port, head(`${method} / HTTP/1.1`, host))).status).toBe(400)
  })

  it('CONNECT is hung up on', async () => {
    const answer = await exchange(server.port, head('CONNECT localhost:1 HTTP/1.1', host))
    expect(answer).toMatchObject({ status: 0, hungUp: true })
  })

  it.each([
    ['PUT', '/auth/me', 'GET, HEAD'], ['DELETE', '/auth/login', 'GET, HEAD, POST'],
    ['PATCH', '/auth/sessions', 'GET, HEAD, DELETE'],
    ['OPTIONS', '/auth/logout', 'POST'], ['POST', '/', 'GET, HEAD'], ['POST', '/healthz', 'GET, HEAD'],
    ['POST', '/readyz', 'GET, HEAD'],
  ])('%s of %s is 405, and says what is allowed', async (method, path, allow) => {
    const answer = await fetchFrom(server.origin)(`${method} ${path}`)
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow])
  })
})

describe('a head', () => {
  it('of more than 16 KB is 431, and hung up on', async () => {
    const bytes = head('GET /auth/me HTTP/1.1', host, `X-A: ${'a'.repeat(17_000)}`)
    expect(await exchange(server.port, bytes)).toMatchObject({ status: 431, hungUp: true })
  })

  it('with a target that no URL can hold is 400, with the headers of every other answer', async () => {
    const answer = await exchange(server.port, head('GET /\\evil HTTP/1.1', host))
    expect(answer.status).toBe(400)
    expect(answer.head).toContain('cache-control: no-store')
  })

  it('with a body that is larger than the route takes is answered before the body is there', async () => {
    const lines = ['POST /auth/login HTTP/1.1', host, 'Content-Type: application/json', 'Content-Length: 99999']
    expect((await exchange(server.port, head(...lines))).status).toBe(413)
  })
})

describe('E-12: a client that is slow', () => {
  it('with its head is answered 408 and hung up on within 12 s, and others are served meanwhile', async () => {
    const start = performance.now()
    const slow = await Promise.all(Array.from({ length: 12 }, () => openSocket(server.port)))
    for (const socket of slow) socket.send(`GET /auth/me HTTP/1.1\r\n${host}\r\n`)
    const drip = setInterval(() => { for (const socket of slow) socket.send('X-A: b\r\n') }, 500)
    expect((await fetchFrom(server.origin)('GET /healthz')).status).toBe(200)
    await Promise.all(slow.map(({ closed }) => closed))
    clearInterval(drip)
    expect(performance.now() - start).toBeLessThan(12_000)
    const answers = new Set(slow.map((socket) => socket.received().split('\r\n', 1)[0]))
    expect(answers).toEqual(new Set(['HTTP/1.1 408 Request Timeout']))
  })
})

describe('B-27: two hundred people at once', () => {
  it('are each told their own name, twenty times, while others hang up in the middle', async () => {
    const instance = await startInstance()
    const people = await gather(instance, 200)
    const listener = createListener({
      auth: instance.auth, store: instance.store, origin: 'http://localhost:3000', base: '/auth', guardedOrigins: [],
      trustedProxies: { hops: 0 }, log: pino({ enabled: false }), isStaying: () => true,
    })
    const http = createServer(listener).listen(0, '127.0.0.1')
    await once(http, 'listening')
    const { port } = http.address() as AddressInfo // of a TCP server that listens
    const wrong = await mixUps(people, 20, (person, round) => (
      round % 5 === 4 ? hangUp(port, person) : nameFrom(port, person)
    ))
    expect(wrong).toEqual([])
    http.closeAllConnections()
    http.close()
    await instance.close()
  })
})

const ourHost = { host: 'localhost:3000' }
/** Few sockets for many people, so that each serves several in turn. */
const agent = new Agent({ keepAlive: true, maxSockets: 40 })

/** By node:http, since fetch writes the Host line itself. */
async function nameFrom(port: number, { shown }: Person): Promise<string> {
  const asked = get({ port, host: '127.0.0.1', path: '/auth/me', headers: { ...ourHost, ...shown }, agent })
  const [incoming] = await once(asked, 'response') as [IncomingMessage]
  const body = JSON.parse(await text(incoming)) as { user?: { username: string } } // the contract tests hold the shape
  return body.user?.username ?? `nobody (${incoming.statusCode})`
}

/** Sends the request and goes away before, while or after it is answered. */
async function hangUp(port: number, { shown }: Person): Promise<null> {
  const socket = await openSocket(port)
  const lines = Object.entries({ ...ourHost, ...shown }).map(([name, value]) => `${name}: ${value}`)
  socket.send(head('GET /auth/me HTTP/1.1', ...lines))
  await pause(Math.random() * 4)
  socket.destroy()
  return null
}

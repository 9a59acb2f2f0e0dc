/** Two processes: the server as users run it, and the service of docs/verify.md, which only verifies. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { curlTo, hasCurl } from '../support/curl.ts'
import { freePort, newFolder, startServer, type Server } from '../support/server.ts'
import { fetchFrom, logIn, meStatus, signUp, type Ask } from '../support/wire.ts'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/verify.md'), 'utf8')
const [, example = ''] = /^```ts\n(.*?)^```$/ms.exec(page) ?? []

let server: Server
let service: Service
const children = new Set<ChildProcess>()
// A worker that is told to end by its parent runs no hook.
process.once('exit', () => { for (const child of children) child.kill('SIGKILL') })

interface Service { readonly port: number, readonly ask: Ask }

/** The example as it stands, with this issuer, on this port, and on what was built. */
async function startService(issuer: string): Promise<Service> {
  const port = await freePort()
  const file = join(newFolder(), 'service.ts')
  writeFileSync(file, example
    .replace('https://auth.example.com', issuer)
    .replace(`'latchkey/verify'`, JSON.stringify(pathToFileURL(join(root, 'dist/verify.js')).href))
    .replace('8080', String(port)))
  const child = spawn(process.execPath, ['--no-warnings', file], { stdio: 'ignore' })
  children.add(child)
  child.once('exit', () => children.delete(child))
  const origin = `http://127.0.0.1:${port}`
  for (let n = 0; n < 200; n++) {
    if (await fetch(origin).then(() => true, () => false)) return { port, ask: hasCurl ? curlTo(origin) : fetchFrom(origin) }
    await pause(50)
  }
  throw new Error('the service does not answer')
}

const ask = () => hasCurl ? curlTo(server.origin) : fetchFrom(server.origin)
const at = async (shown: Readonly<Record<string, string>>) => (await service.ask('GET /orders', { headers: shown })).status

beforeAll(async () => {
  server = await startServer()
  await signUp(ask())
  service = await startService(server.origin)
})
afterAll(() => Promise.all([...children].map((child) => {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  return ended
})))

describe('the service of docs/verify.md', () => {
  it('knows who logged in at the server, and nobody else', async () => {
    const login = await logIn(ask(), 'jwt')
    const answer = await service.ask('GET /orders', { headers: login.shown })
    expect([answer.status, answer.text]).toEqual([200, `Hello ${login.user}\n`])
    expect(await at({})).toBe(401)
    expect(await at({ authorization: `Bearer ${login.credential}x` })).toBe(401)
    expect(await at((await logIn(ask(), 'token')).shown)).toBe(401)
    expect(await at((await logIn(ask(), 'cookie')).shown)).toBe(401)
  })

  it('C-24: turns two Authorization headers away with 400', async () => {
    const { credential } = await logIn(ask(), 'jwt')
    const socket = connect(service.port, '127.0.0.1')
    socket.end(['GET / HTTP/1.1', 'Host: localhost', 'Connection: close', `Authorization: Bearer ${credential}`, 'Authorization: Bearer x', '', ''].join('\r\n'))
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('C-20: goes on believing a JWT after its logout, as the page says, where the server does not', async () => {
    const login = await logIn(ask(), 'jwt')
    expect((await ask()('POST /auth/logout', { headers: login.shown })).status).toBe(204)
    expect(await meStatus(ask(), login.shown)).toBe(401)
    expect(await at(login.shown)).toBe(200)
    expect(page).toContain('930 seconds after it was issued at the latest')
  })

  it('C-14: goes on through an outage of the server; one that starts in it answers 503 and no 401', async () => {
    const login = await logIn(ask(), 'jwt')
    expect(await at(login.shown)).toBe(200)
    await server.stop()
    expect([await at(login.shown), await at({ authorization: 'Bearer x' }), await at({})]).toEqual([200, 401, 401])
    const late = await startService(server.origin)
    expect((await late.ask('GET /', { headers: login.shown })).status).toBe(503)
    server = await startServer({ folder: server.folder, port: server.port })
    await pause(5100)
    expect((await late.ask('GET /', { headers: login.shown })).status).toBe(200)
  })
})

/** docs/tickets-and-keys.md says what is so: its example runs. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Hono } from 'hono'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Auth } from '../../src/create-auth.ts'
import { logIn, signUp } from '../support/client.ts'
import { exchanged, newKey, bearing, type Shown } from '../support/narrowing.ts'
import { origin, secret } from '../support/instance.ts'

const root = resolve(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/tickets-and-keys.md'), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'latchkey-docs-'))
const entries: Readonly<Record<string, string>> = {
  'latchkey': 'src/index.ts', 'latchkey/hono': 'src/adapters/hono.ts', 'latchkey/stores/memory': 'src/stores/memory.ts',
}

function fromSource(code: string): string {
  return code.replaceAll(/from '([^']+)'/g, (_, name: string) => {
    const entry = entries[name]
    return `from ${JSON.stringify(entry === undefined ? import.meta.resolve(name) : pathToFileURL(join(root, entry)).href)}`
  })
}

let example: { readonly app: Hono, readonly auth: Auth }
let shown: Shown
beforeAll(async () => {
  const [, code = ''] = /^```ts\n(.*?)^```$/ms.exec(page) ?? []
  const file = join(folder, 'example.ts')
  writeFileSync(file, fromSource(code))
  process.env['SECRET'] = secret
  example = await import(/* @vite-ignore */ file) as typeof example // the block exports both
  const { body } = await signUp(example.auth)
  await example.auth.users.setRoles((body['user'] as { id: string }).id, ['clerk']) // the contract tests hold the shape
  shown = (await logIn(example.auth, 'jwt')).shown
})
afterAll(() => { rmSync(folder, { recursive: true, force: true }) })

const get = async (path: string, headers: Shown = {}) => example.app.request(origin + path, { headers })
const ticketFor = (path: string) => exchanged(example.auth, shown, { carrier: 'ticket', path })

it('a clerk reads orders, and is told that they may not write', async () => {
  expect(await (await get('/orders', shown)).json()).toEqual({ orders: [], mayWrite: false })
  const narrow = bearing(await exchanged(example.auth, shown, { carrier: 'jwt', scope: 'profile:read' }))
  expect((await get('/orders', narrow)).status).toBe(403)
})

it('a download is loaded by its address, once, with a cookie that comes along', async () => {
  const { shown: cookie } = await logIn(example.auth, 'cookie')
  const address = `/files/report.pdf?ticket=${await ticketFor('/files/report.pdf')}`
  const [first, second] = [await get(address, cookie), await get(address, cookie)]
  expect([first.status, await first.text(), second.status]).toEqual([200, 'the file report.pdf', 401])
  expect([first.headers.get('cache-control'), first.headers.get('referrer-policy')]).toEqual(['no-store', 'no-referrer'])
})

it('an event stream opens by a ticket, and keeps no address either', async () => {
  const stream = await get(`/events?ticket=${await ticketFor('/events')}`)
  expect([stream.status, stream.headers.get('content-type'), stream.headers.get('cache-control'), stream.headers.get('referrer-policy')])
    .toEqual([200, 'text/event-stream', 'no-store', 'no-referrer'])
  expect(await stream.text()).toMatch(/^data: for [\w-]{22}\n\n$/)
})

it('a key is exchanged for a JWT that opens what the key does', async () => {
  const key = bearing((await newKey(example.auth, shown, { scope: 'orders:read' })).key)
  for (const headers of [key, bearing(await exchanged(example.auth, key, { carrier: 'jwt' }))]) {
    expect((await example.auth.authenticate(new Request(origin, { headers }), { scope: 'orders:read' })).status).toBe('authenticated')
  }
})

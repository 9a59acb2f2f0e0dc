/**
 * The first page of each framework is what somebody pastes into an empty folder: it runs there, against the package as it is
 * packed, and sign-up, a login by each carrier, a guarded route and a logout work. Dependencies are those of this repository.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { installedFolder, launch, root } from '../support/installed.ts'
import { freePort } from '../support/server.ts'
import { secret } from '../support/instance.ts'
import { type Ask, bodyOf, carriers, fetchFrom, logIn, meStatus, signUp } from '../support/wire.ts'

const folder = installedFolder()

const blocksOf = (text: string) => [...text.matchAll(/^```ts\n(.*?)\n```$/gms)].map(([, code = '']) => code)
const pageOf = (name: string) => blocksOf(readFileSync(join(root, `docs/frameworks/${name}.md`), 'utf8'))

/** The further examples of a page stand before its last line, which listens. */
function wholeOf([start = '', ...more]: readonly string[]): string {
  const at = start.lastIndexOf('\n')
  return [start.slice(0, at), ...more, start.slice(at + 1)].join('\n')
}

/** As a file of its own, in the folder that it was installed into. */
async function started(name: string, code: string): Promise<Ask> {
  const port = await freePort()
  writeFileSync(join(folder, `${name}.mjs`), code.replaceAll('3000', String(port)).replace('app.db', `data/${name}.db`))
  const program = launch(`${name}.mjs`, { cwd: folder, env: { SECRET: secret } })
  const ask = fetchFrom(`http://localhost:${port}`)
  for (;;) {
    const answer = await Promise.race([ask('GET /auth/login').catch(() => null), program.ended])
    if (typeof answer === 'object' && answer?.status === 200) return ask
    if (typeof answer === 'number') throw new Error(`${name}.mjs ended: ${program.said()}`)
    await setTimeout(50)
  }
}

async function expectLogins(ask: Ask): Promise<void> {
  const id = (bodyOf(await signUp(ask))['user'] as { id: string }).id // the contract tests hold the shape
  expect((await ask('GET /orders')).status).toBe(401)
  for (const carrier of carriers) {
    const { shown } = await logIn(ask, carrier)
    const orders = await ask('GET /orders', { headers: shown })
    expect([orders.status, JSON.parse(orders.text)]).toEqual([200, { for: id }])
    expect((await ask('POST /auth/logout', { headers: { ...shown, 'sec-fetch-site': 'same-origin' } })).status).toBe(204)
    expect([(await ask('GET /orders', { headers: shown })).status, await meStatus(ask, shown)]).toEqual([401, 401])
  }
}

describe.each(['express', 'fastify', 'hono', 'node'])('docs/frameworks/%s.md', (name) => {
  const blocks = pageOf(name)

  it('starts in ten lines at most, and they log people in by each carrier', async () => {
    const [start = ''] = blocks
    expect(start.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(10)
    await expectLogins(await started(name, start))
  })
})

describe.each(['express', 'fastify', 'hono'])('the further examples of docs/frameworks/%s.md', (name) => {
  it('run, and do what they say', async () => {
    const ask = await started(`${name}-whole`, wholeOf(pageOf(name)))
    await signUp(ask)
    const { shown } = await logIn(ask, 'jwt')
    const told = await Promise.all(['/', '/reports', '/danger'].map((path) => ask(`GET ${path}`, { headers: shown })))
    expect(told.map(({ status }) => status)).toEqual([200, 403, 200])
    expect((await ask('GET /')).text).toBe('anonymous')
    const basket = await ask('POST /basket', { json: {}, headers: { 'sec-fetch-site': 'same-origin' } })
    expect([JSON.parse(basket.text), basket.headers.getSetCookie()]).toEqual([{ items: 1 }, [expect.stringContaining('__Host-latchkey=')]])
  })
})

it('the pages are typed, with no declaration of their own, by what is packed', () => {
  const names = ['express', 'fastify', 'hono'].map((name) => {
    writeFileSync(join(folder, `${name}.ts`), `${wholeOf(pageOf(name))}\nexport {}\n`)
    return `${name}.ts`
  })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const options = '--noEmit --strict --module nodenext --target es2024 --types node --skipLibCheck'.split(' ')
  const { stdout, status } = spawnSync(execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...options, ...names], { cwd: folder, encoding: 'utf8' })
  expect([stdout, status]).toEqual(['', 0])
})

it('the README starts with the ten lines for Express', () => {
  expect(blocksOf(readFileSync(join(root, 'README.md'), 'utf8'))).toContain(pageOf('express')[0])
})

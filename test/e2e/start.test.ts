/** The start as a person meets it first: how soon, what it leaves on disk, and the first administrator. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { password, secret } from '../support/instance.ts'
import { databaseIn, newFolder, run, setupLink, startServer } from '../support/server.ts'
import { fetchFrom, logIn, meStatus, mira, signUp } from '../support/wire.ts'
import { expectSentence } from './sentence.ts'

describe('the start', () => {
  it('is done within 3 seconds, and the address that is printed answers', async () => {
    const server = await startServer()
    process.stdout.write(`ready after ${Math.round(server.readyAfter)} ms\n`)
    expect(server.readyAfter).toBeLessThan(3000)
    const ask = fetchFrom(server.origin)
    const answers = await Promise.all(['GET /', 'GET /healthz', 'GET /readyz'].map((line) => ask(line)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(answers.slice(1).map((answer) => answer.text)).toEqual(['ok\n', 'ready\n'])
  })

  it('F-01: makes a secret on loopback for its owner alone, and takes the same one again', async () => {
    const { folder, stop } = await startServer()
    const path = join(folder, '.latchkey', 'secret')
    const made = readFileSync(path, 'utf8')
    expect(made).toMatch(/^[\w-]{43}\n$/)
    const kept = [path, databaseIn(folder), join(folder, '.latchkey')]
    const forOthers = kept.map((one) => statSync(one).mode & 0o077)
    // Windows knows no such modes.
    expect(process.platform === 'win32' ? [0, 0, 0] : forOthers).toEqual([0, 0, 0])
    expect(statSync(path).mode & 0o100, 'no program').toBe(0)
    await stop()
    await startServer({ folder })
    expect(readFileSync(path, 'utf8')).toBe(made)
  })

  it('makes no secret where one is configured, and prints neither', async () => {
    const { folder, stdout, stop } = await startServer({ settings: { LATCHKEY_SECRET: secret } })
    expect(existsSync(join(folder, '.latchkey', 'secret'))).toBe(false)
    expect(stdout()).not.toContain(secret)
    await stop()
  })

  it('keeps nothing on disk but the secret with LATCHKEY_DATABASE_URL=memory:', async () => {
    const { folder, stdout } = await startServer({ settings: { LATCHKEY_DATABASE_URL: 'memory:' } })
    expect(stdout()).toContain('in memory')
    expect(existsSync(databaseIn(folder))).toBe(false)
  })

  it('of two at once in an empty folder succeeds twice, on one secret', async () => {
    const folder = newFolder()
    const servers = await Promise.all([startServer({ folder }), startServer({ folder })])
    const [first, second] = servers.map(({ origin }) => fetchFrom(origin))
    expect((await first?.('POST /auth/signup', { json: mira }))?.status).toBe(201)
    expect((await second?.('POST /auth/login', { json: mira }))?.status).toBe(200)
  })

  it('rotates LATCHKEY_SECRET without a logout, and refuses one that replaced it', async () => {
    const first = await startServer({ settings: { LATCHKEY_SECRET: secret } })
    await signUp(fetchFrom(first.origin))
    const { shown } = await logIn(fetchFrom(first.origin), 'token')
    await first.stop()
    const next = 'w8Gd2xK5rT1vB7nM4qZ9sF3hJ6cL0pYe'
    const { folder, port } = first
    const rotated = await startServer({ folder, port, settings: { LATCHKEY_SECRET: `${next}, ${secret}` } })
    expect(await meStatus(fetchFrom(rotated.origin), shown)).toBe(200)
    await rotated.stop()
    const replaced = await run(['serve'], { folder, settings: { LATCHKEY_SECRET: secret } })
    expectSentence(replaced, 'LATCHKEY_SECRET')
    expect(replaced.stderr).not.toContain(secret)
  })
})

describe('A-20: the first administrator', () => {
  it('comes of a link that works once, and the next start prints none', async () => {
    const server = await startServer()
    const ask = fetchFrom(server.origin)
    expect(usersIn(server.folder), 'there is no default account').toEqual([])
    const { code: setup } = await setupLink(server)
    expect((await ask('POST /auth/signup', { json: { ...mira, setup } })).status).toBe(201)
    const again = await ask('POST /auth/signup', { json: { username: 'zoe', password, setup } })
    expect(again.status).toBe(403)
    expect(usersIn(server.folder)).toEqual([{ username: 'mira', roles: '["admin"]' }])
    await server.stop()
    const next = await startServer({ folder: server.folder })
    await next.stop()
    expect(next.stdout()).not.toContain('setup=')
  })

  it('is not to be had by a role in a sign-up, nor by a link that was guessed', async () => {
    const server = await startServer()
    const ask = fetchFrom(server.origin)
    expect((await ask('POST /auth/signup', { json: { ...mira, roles: ['admin'] } })).status).toBe(400)
    const { code } = await setupLink(server)
    const guessed = code.replace(/.$/, (last) => last === 'A' ? 'E' : 'A')
    expect((await ask('POST /auth/signup', { json: { ...mira, setup: guessed } })).status).toBe(403)
    expect(usersIn(server.folder)).toEqual([])
  })
})

function usersIn(folder: string): unknown[] {
  const file = new DatabaseSync(databaseIn(folder), { readOnly: true })
  const rows = file.prepare('SELECT username, roles FROM user').all().map((row) => ({ ...row }))
  file.close()
  return rows
}

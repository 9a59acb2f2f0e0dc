/** `latchkey backup`, `restore` and `restored`, as an operator uses them beside a server that runs. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { withPostgres } from '../stores/postgres-server.ts'
import { databaseIn, newFolder, run, startServer, type Server } from '../support/server.ts'
import { carriers, fetchFrom, logIn, meStatus, signUp, type Ask } from '../support/wire.ts'

describe('beside a server', () => {
  let server: Server
  let ask: Ask
  beforeAll(async () => {
    server = await startServer()
    ask = fetchFrom(server.origin)
    await signUp(ask)
  })
  const latchkey = (...words: readonly string[]) => run(words, { folder: server.folder, settings: { PORT: String(server.port) } })

  it('a backup is taken and restored: who was there is there again, and everybody has to log in', async () => {
    const logins = [await logIn(ask, 'cookie'), await logIn(ask, 'jwt'), await logIn(ask, 'token')]
    expect(await latchkey('backup', 'one.db')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Backed up to') })
    await signUp(ask, { username: 'later', password: 'another harbour quilt' })
    const refused = await latchkey('restore', 'one.db')
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/^latchkey: [^\n]+--yes[^\n]+\n$/) })
    expect(await meStatus(ask, logins[0]?.shown ?? {})).toBe(200)
    const restored = await latchkey('restore', 'one.db', '--yes', '--json')
    expect(JSON.parse(restored.stdout)).toEqual({ users: 1, passwords: [], disabled: [], roles: [] })
    await sleep(1500)
    expect(await Promise.all(logins.map(({ shown }) => meStatus(ask, shown)))).toEqual([401, 401, 401])
    for (const carrier of carriers) expect(await meStatus(ask, (await logIn(ask, carrier)).shown)).toBe(200)
    expect((await ask('POST /auth/login', { json: { username: 'later', password: 'another harbour quilt' } })).status).toBe(401)
  })

  it('restored ends every session of a database that another program took back', async () => {
    const { shown } = await logIn(ask, 'jwt')
    expect(await latchkey('restored')).toMatchObject({ code: 1, stderr: expect.stringContaining('--yes') })
    expect(await latchkey('restored', '--yes')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Ended ') })
    await sleep(1500)
    expect(await meStatus(ask, shown)).toBe(401)
    expect(await meStatus(ask, (await logIn(ask, 'jwt')).shown)).toBe(200)
  })

  it('the server has nothing to complain of', async () => {
    await server.stop()
    expect(server.stderr()).toBe('')
    expect(server.stdout()).not.toContain('"fault"')
  })
})

describe('what cannot be done is one sentence, exit code 1, and nothing done', () => {
  const postgres = { LATCHKEY_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }
  it.concurrent.each([
    ['a backup of nothing', ['backup', 'x.db'], {}, 'no database'],
    ['a restore of no file', ['restore', 'x.db', '--yes'], {}, 'no file'],
    ['a backup of PostgreSQL', ['backup', 'x.db'], postgres, 'pg_dump'],
    ['a restore of PostgreSQL', ['restore', 'x.db', '--yes'], postgres, 'pg_restore'],
    ['a backup of memory', ['backup', 'x.db'], { LATCHKEY_DATABASE_URL: 'memory:' }, 'memory'],
    ['restored without a word', ['restored'], postgres, '--yes'],
  ])('%s', async (_, words, settings, part) => {
    const folder = newFolder()
    const { code, stdout, stderr } = await run(words, { folder, settings })
    expect(stderr).toMatch(/^latchkey: [^\n]+\n$/)
    expect(stderr).toContain(part)
    expect([stdout, code]).toEqual(['', 1])
    expect(existsSync(join(folder, 'x.db'))).toBe(false)
  })

  it('a restore of the database over itself', async () => {
    const server = await startServer()
    await server.stop()
    const { folder } = server
    const ran = await run(['restore', databaseIn(folder), '--yes'], { folder })
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('itself') })
  })

  it('a backup over a file that is there', async () => {
    const server = await startServer()
    await server.stop()
    const { folder } = server
    expect(await run(['backup', 'a.db'], { folder })).toMatchObject({ code: 0 })
    expect(await run(['backup', 'a.db'], { folder })).toMatchObject({ code: 1, stderr: expect.stringContaining('already') })
  })
})

withPostgres('on PostgreSQL', (postgres) => {
  it('restored ends what another program brought back, beside a server that runs', { timeout: 30_000 }, async () => {
    const settings = { LATCHKEY_DATABASE_URL: postgres().url }
    const server = await startServer({ settings })
    const ask = fetchFrom(server.origin)
    await signUp(ask)
    const logins = [await logIn(ask, 'cookie'), await logIn(ask, 'jwt'), await logIn(ask, 'token')]
    const ran = await run(['restored', '--yes', '--json'], { folder: server.folder, settings })
    expect([JSON.parse(ran.stdout), ran.code]).toEqual([{ sessions: 4 }, 0])
    await sleep(1500)
    expect(await Promise.all(logins.map(({ shown }) => meStatus(ask, shown)))).toEqual([401, 401, 401])
    for (const carrier of carriers) expect(await meStatus(ask, (await logIn(ask, carrier)).shown)).toBe(200)
    await server.stop()
  })
})

/** `latchkey user …`, `session …` and `migrate` beside a running server: what is done is so at once, and programs read it as JSON. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { password } from '../support/instance.ts'
import { newFolder, run, startServer, type Server } from '../support/server.ts'
import { bodyOf, fetchFrom, logIn, type Ask } from '../support/wire.ts'

/** Of the password of everybody in tests. */
const hash = '$argon2id$v=19$m=19456,t=2,p=1$BoYOvqt3HQCZsrVnz0Y5MA$YIDIhr2W8G5yOa9OpJMGwYCPevqG5oizwGk8SBGrBss'

let server: Server
let ask: Ask
beforeAll(async () => {
  server = await startServer()
  ask = fetchFrom(server.origin)
  const users = ['mira', 'zoe', 'noor'].map((username) => JSON.stringify({ username, email: `${username}@example.com`, password_hash: hash }))
  writeFileSync(join(server.folder, 'users.jsonl'), users.join('\n'))
  await latchkey('import users users.jsonl')
})
const latchkey = (line: string, stdin = '') => run(line.split(' '), { folder: server.folder, stdin, settings: { PORT: String(server.port) } })
const meOf = (headers: Readonly<Record<string, string>>) => ask('GET /auth/me', { headers })

async function json(line: string, stdin = ''): Promise<Readonly<Record<string, unknown>>> {
  const { code, stdout, stderr } = await latchkey(`${line} --json`, stdin)
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout) as Record<string, unknown> // every answer to --json is an object
}

const user = {
  id: expect.stringMatching(/^[\w-]{22}$/), username: 'mira', email: 'mira@example.com', roles: [], created_at: expect.any(Number), disabled_at: null,
  password_changed_at: expect.any(Number), password: 'set',
}

describe('user list and user show', () => {
  it('show whom there is, a page at a time, and nothing that stands for a password', async () => {
    const first = await json('user list --limit 2')
    expect(first).toMatchObject({ users: [{ username: 'mira' }, { username: 'noor' }], next_cursor: expect.any(String) })
    expect(await json(`user list --after ${String(first['next_cursor'])}`)).toMatchObject({ users: [{ username: 'zoe' }], next_cursor: null })
    expect(await json('user list --email mira@')).toEqual({ users: [user], next_cursor: null })
    expect((await latchkey('user list')).stdout).not.toContain('argon2')
    expect((await latchkey('user list --name m --role admin')).code).toBe(2)
  })

  it('show one by name and by id', async () => {
    const shown = await json('user show mira')
    expect(shown).toEqual({ user, failed_attempts: 0, retry_after: 0, sessions: 0, api_keys: 0 })
    const { id } = shown['user'] as { id: string }
    expect((await latchkey(`user show ${id}`)).stdout).toContain('mira@example.com')
  })
})

describe('what is done to an account', () => {
  it('is done to nobody where the id of one is the name of another', async () => {
    const { user: { id } } = await json('user show noor') as { user: { id: string } }
    await latchkey(`user add ${id} --generate`)
    const told = await latchkey(`user role add ${id} admin`)
    expect([told.code, told.stderr]).toEqual([1, expect.stringContaining('is the id of one user and the name of another')])
    expect((await json('user list --role admin'))['users']).toEqual([])
    const { user: decoy } = await json(`user list --name ${id}`).then(({ users }) => ({ user: (users as { id: string }[])[0] }))
    expect((await latchkey(`user delete ${decoy?.id ?? ''} --yes`)).code).toBe(0)
  })

  it('disable ends a login at once, and enable lets log in again', async () => {
    const login = await logIn(ask, 'token')
    expect(await json('user disable mira')).toMatchObject({ user: { disabled_at: expect.any(Number) } })
    expect((await meOf(login.shown)).status).toBe(401)
    expect(await json('user enable mira')).toEqual({ user })
    await logIn(ask, 'token')
  })

  it('a role is given and taken, twice to no harm', async () => {
    for (const n of [1, 2]) expect([n, await json('user role add mira editor')]).toMatchObject([n, { user: { roles: ['editor'] } }])
    expect(await json('user list --role editor')).toMatchObject({ users: [{ username: 'mira' }] })
    for (const n of [1, 2]) expect([n, await json('user role remove mira editor')]).toMatchObject([n, { user: { roles: [] } }])
  })

  it('another password is read or made up, logs everybody out, and is the one that holds', async () => {
    const login = await logIn(ask, 'cookie')
    await json('user password mira', 'marble lantern orbit nine')
    expect((await meOf(login.shown)).status).toBe(401)
    await logIn(ask, 'cookie', { username: 'mira', password: 'marble lantern orbit nine' })
    const { password: madeUp } = await json('user password mira --generate')
    await logIn(ask, 'cookie', { username: 'mira', password: madeUp })
    expect(await latchkey('user password mira', 'short')).toMatchObject({ code: 1, stderr: expect.stringContaining('fewer than 15') })
    await json('user password mira', password)
  })

  it('delete asks for a yes', async () => {
    expect(await latchkey('user delete noor')).toMatchObject({ code: 1, stderr: expect.stringContaining('--yes') })
    expect(await json('user delete noor --yes')).toEqual({ user: null })
    expect(await latchkey('user show noor')).toMatchObject({ code: 1, stderr: expect.stringContaining('noor') })
  })
})

describe('session list and session end', () => {
  it('show who is logged in, and end one or all', async () => {
    const [one, two] = [await logIn(ask, 'jwt', { username: 'zoe', password }), await logIn(ask, 'cookie', { username: 'zoe', password })]
    const { sessions } = await json('session list --user zoe') as { sessions: readonly { id: string }[] }
    expect(sessions).toHaveLength(2)
    expect(sessions).toContainEqual({
      id: one.session, carrier: 'jwt', created_at: expect.any(Number), last_seen_at: expect.any(Number), expires_at: expect.any(Number),
      address: expect.any(String), agent: 'node', subject: one.user, username: 'zoe',
    })
    expect(await json(`session end ${one.session}`)).toEqual({ ended: one.session })
    expect([(await meOf(one.shown)).status, (await meOf(two.shown)).status]).toEqual([401, 200])
    expect(await json('session end --user zoe')).toEqual({ ended_all_of: two.user })
    expect((await meOf(two.shown)).status).toBe(401)
    expect(bodyOf(await meOf(two.shown))['code']).toBe('session_revoked')
    expect((await latchkey('session list')).stdout).not.toContain('zoe')
  })

  it('end needs one or the other, and one that is there', async () => {
    expect((await latchkey('session end')).code).toBe(2)
    expect(await latchkey('session end nobodys')).toMatchObject({ code: 1, stderr: expect.stringContaining('nobodys') })
  })
})

it('migrate says what it did, and the second time that there is nothing to do', async () => {
  const folder = newFolder()
  expect(await run(['migrate'], { folder })).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Made schema \d+ in /) })
  const { stdout } = await run(['migrate', '--json'], { folder })
  const told = JSON.parse(stdout) as { from: number, to: number }
  expect(told.from).toBe(told.to)
})

/** `latchkey import` and `latchkey export`, as somebody comes and goes: with the old passwords in, and with everything out. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { platform } from 'node:process'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { password } from '../support/instance.ts'
import { withPostgres } from '../stores/postgres-server.ts'
import { databaseIn, newFolder, run, startServer } from '../support/server.ts'
import { fetchFrom, logIn, signUp } from '../support/wire.ts'

/** Of the password of everybody in tests, as better-auth hashed it. */
const hash = 'a2e0140bd355bb40b04b8bb938f81b1e:8493cd48bc9760f3c9dcaa9d4acb9a288621d2fd7b58c013bb1070de995c54d0e5e4879fde737efec3ee445889902ce1de2f6020221d3e4048a70676186f1330'

function betterAuthIn(folder: string): string {
  const database = new DatabaseSync(join(folder, 'app.db'))
  database.exec(`
    CREATE TABLE "user" ("id" TEXT, "email" TEXT, "username" TEXT);
    INSERT INTO "user" VALUES ('u1', 'mira@example.com', 'mira'), ('u2', 'zoe@example.com', NULL), ('u3', 'old@example.com', 'old'), ('u4', 'MIRA@example.com', 'Mira');
    CREATE TABLE "account" ("providerId" TEXT, "userId" TEXT, "password" TEXT);
    INSERT INTO "account" VALUES ('credential', 'u1', '${hash}'), ('credential', 'u3', '5f4dcc3b5aa765d61d8327deb882cf99');`)
  database.close()
  return 'app.db'
}

function usersIn(folder: string) {
  const database = new DatabaseSync(databaseIn(folder), { readOnly: true })
  const rows = database.prepare('SELECT * FROM "user" ORDER BY "canonical"').all()
  database.close()
  return rows
}

describe('import', () => {
  it('of better-auth: told before, done once, and each logs in with the old password', { timeout: 30_000 }, async () => {
    const server = await startServer()
    const { folder } = server
    const file = betterAuthIn(folder)
    const latchkey = (...words: string[]) => run(['import', 'better-auth', file, ...words], { folder, settings: { PORT: String(server.port) } })
    const told = { imported: 2, present: 0, without_password: 1, skipped_count: 2, skipped: [
      { at: 'row 3 of user', name: 'old', why: expect.stringContaining('nobody can check the hash') }, { at: 'row 4 of user', name: 'Mira', why: expect.stringContaining('row 1 of user') },
    ] }
    const dry = await latchkey('--dry-run', '--json')
    expect([dry.code, JSON.parse(dry.stdout)]).toEqual([1, { format: 'better-auth', dry_run: true, ...told }])
    expect(usersIn(folder)).toEqual([])
    const done = await latchkey()
    expect([done.code, done.stderr]).toEqual([1, ''])
    expect(done.stdout).toContain('Imported 2 users; 0 were there already; 2 skipped.')
    expect(done.stdout).not.toContain(hash.slice(0, 20))
    const again = await latchkey('--json')
    expect(JSON.parse(again.stdout)).toMatchObject({ imported: 0, present: 2, skipped_count: 2 })
    await logIn(fetchFrom(server.origin), 'cookie', { username: 'mira', password })
    await server.stop()
    expect(usersIn(folder).map(({ password: stored }) => String(stored).split('$')[1])).toEqual(['argon2id', undefined])
    expect(server.stderr()).toBe('')
  })

  it.each([
    ['of a format that there is none of', ['import', 'passport', 'x.json'], 2, 'better-auth'],
    ['of a file that is not there', ['import', 'users', 'nowhere.json'], 1, 'nowhere.json'],
    ['of sessions, which name nobody', ['import', 'express-session', 'sessions.json'], 1, 'None can be imported'],
    ['of prose', ['import', 'users', 'prose.txt'], 1, 'neither SQLite nor JSON'],
  ])('%s says so', async (_, words, code, part) => {
    const folder = newFolder()
    writeFileSync(join(folder, 'sessions.json'), '[{"sid":"a","sess":{"cookie":{}}}]')
    writeFileSync(join(folder, 'prose.txt'), 'Dear reader')
    const ran = await run(words, { folder })
    expect(ran).toMatchObject({ code })
    expect(ran.stdout + ran.stderr).toContain(part)
  })
})

withPostgres('an export', (postgres) => {
  it('leads from SQLite to PostgreSQL and back, and the users are the same', { timeout: 60_000 }, async () => {
    const [folder, back] = [newFolder(), newFolder()]
    await run(['user', 'add', 'mira', '--role', 'admin'], { folder, stdin: password })
    await run(['user', 'add', 'zoe', '--email', 'zoe@example.com'], { folder, stdin: 'marble lantern orbit nine' })
    await run(['export', 'out.jsonl'], { folder })
    const settings = { LATCHKEY_DATABASE_URL: postgres().url }
    expect(await run(['migrate'], { folder, settings })).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Made schema \d+ in PostgreSQL at /) })
    expect(await run(['import', 'latchkey', 'out.jsonl'], { folder, settings })).toMatchObject({ code: 0, stdout: expect.stringContaining('Imported 2 users') })
    expect(await run(['doctor'], { folder, settings })).toMatchObject({ code: 0 })
    expect(await run(['export', join(back, 'back.jsonl')], { folder, settings })).toMatchObject({ code: 0 })
    await run(['import', 'latchkey', 'back.jsonl'], { folder: back })
    expect(usersIn(back)).toEqual(usersIn(folder))
  })
})

describe('export', () => {
  it('holds everything of ours, and imported into an empty store gives the same users', { timeout: 30_000 }, async () => {
    const server = await startServer()
    const ask = fetchFrom(server.origin)
    await signUp(ask)
    await signUp(ask, { username: 'zoe', password: 'marble lantern orbit nine', email: 'zoe@example.com' })
    const { credential } = await logIn(ask, 'cookie')
    const { folder } = server
    const settings = { PORT: String(server.port) }
    expect(await run(['export', 'all.jsonl'], { folder, settings })).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Exported 2 users') })
    expect(statSync(join(folder, 'all.jsonl')).mode & 0o777).toBe(platform === 'win32' ? 0o666 : 0o600)
    expect(await run(['export', 'all.jsonl'], { folder, settings })).toMatchObject({ code: 1, stderr: expect.stringContaining('already') })
    const text = readFileSync(join(folder, 'all.jsonl'), 'utf8')
    const records = text.trimEnd().split('\n').map((line) => JSON.parse(line) as { type: string })
    expect(records.map(({ type }) => type)).toEqual(expect.arrayContaining(['latchkey', 'user', 'session', 'public_key', 'event', 'end']))
    expect(text).not.toContain(credential.slice(6))
    await server.stop()
    const other = newFolder()
    expect(await run(['import', 'latchkey', join(folder, 'all.jsonl')], { folder: other })).toMatchObject({ code: 0, stdout: expect.stringContaining('Imported 2 users; 0') })
    expect(usersIn(other)).toEqual(usersIn(folder))
    const there = await startServer({ folder: other })
    await logIn(fetchFrom(there.origin), 'token')
  })

  it('leaves hashes out where it is told to, and goes to standard output', async () => {
    const folder = newFolder()
    await run(['user', 'add', 'mira'], { folder, stdin: password })
    const { code, stdout } = await run(['export', '--without-passwords'], { folder })
    expect([code, stdout.includes('argon2')]).toEqual([0, false])
    expect(JSON.parse(stdout.split('\n')[1] ?? '')).toEqual({
      type: 'user', id: expect.any(String), username: 'mira', email: null, roles: [], created_at: expect.any(Number), disabled_at: null,
      password_changed_at: expect.any(Number), preferences: {},
    })
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('{"type":"end","counts":{"user":1,"public_key":1,"event":1}}')
  })
})

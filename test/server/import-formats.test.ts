/** What is read from files of other libraries: tables, columns, passwords, and what is skipped and why. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { formats, type Choices, type Read } from '../../src/server/import/formats.ts'
import { idFrom } from '../../src/server/import/columns.ts'
import { openSource } from '../../src/server/import/read-file.ts'
import { countSessions } from '../../src/server/import/sessions.ts'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-import-'))
afterAll(() => { rmSync(folder, { recursive: true, force: true }) })

let files = 0
function fileOf(content: string): string {
  const file = join(folder, `${files++}`)
  writeFileSync(file, content)
  return file
}

function sqliteOf(sql: string): string {
  const file = join(folder, `${files++}.db`)
  const database = new DatabaseSync(file)
  database.exec(sql)
  database.close()
  return file
}

async function read(format: string, file: string, choices: Partial<Choices> = {}): Promise<readonly Read[]> {
  const source = await openSource(file)
  const found = formats[format]?.(source, { withRoles: false, ...choices })
  const all: Read[] = []
  for await (const one of found ?? []) all.push(one)
  source.close()
  return all
}

const pair = `${'a'.repeat(32)}:${'b'.repeat(128)}`

describe('better-auth', () => {
  const tables = `
    CREATE TABLE "user" ("id" TEXT, "name" TEXT, "email" TEXT, "emailVerified" INTEGER, "createdAt" TEXT, "username" TEXT, "displayUsername" TEXT, "role" TEXT, "banned" INTEGER);
    INSERT INTO "user" VALUES ('u1', 'Mira', 'mira@example.com', 1, '2025-03-01T10:00:00.000Z', NULL, NULL, 'admin', 0), ('u2', 'Zoe', 'zoe@example.com', 0, 1740823200000, 'zoe', 'Zoe', 'user', 1), ('u3', 'G', 'g@example.com', 1, NULL, NULL, NULL, NULL, NULL);
    CREATE TABLE "account" ("id" TEXT, "accountId" TEXT, "providerId" TEXT, "userId" TEXT, "password" TEXT);
    INSERT INTO "account" VALUES ('a1', 'u1', 'credential', 'u1', '${pair}'), ('a2', '99', 'github', 'u3', NULL), ('a3', 'u2', 'credential', 'u2', '${pair}');`

  it('is read from SQLite: the address is the name where there is no other, and passwords are in the accounts', async () => {
    const found = await read('better-auth', sqliteOf(tables))
    expect(found).toEqual([
      { at: 'row 1 of user', user: { id: idFrom('better-auth', 'u1'), username: 'mira@example.com', email: 'mira@example.com', passwordHash: pair, isNfkc: true, created: 1_740_823_200 } },
      { at: 'row 2 of user', user: { id: idFrom('better-auth', 'u2'), username: 'Zoe', email: 'zoe@example.com', passwordHash: pair, isNfkc: true, created: 1_740_823_200, isDisabled: true } },
      { at: 'row 3 of user', user: { id: idFrom('better-auth', 'u3'), username: 'g@example.com', email: 'g@example.com', passwordHash: null, isNfkc: true } },
    ])
  })

  it('gives roles only where they are asked for', async () => {
    const found = await read('better-auth', sqliteOf(tables), { withRoles: true })
    expect(found.map(({ user }) => user?.roles)).toEqual([['admin'], ['user'], []])
  })

  it.each([
    ['a document of tables', JSON.stringify({ user: [{ id: 'u1', email: 'mira@example.com' }], account: [{ providerId: 'credential', userId: 'u1', password: pair }] }, null, 2)],
    ['a document on one line', `${JSON.stringify({ user: [{ id: 'u1', email: 'mira@example.com' }], account: [{ providerId: 'credential', userId: 'u1', password: pair }] })}\n`],
    ['a list', JSON.stringify([{ id: 'u1', email: 'mira@example.com', accounts: [{ providerId: 'github' }, { providerId: 'credential', password: pair }] }])],
    ['lines', `${JSON.stringify({ id: 'u1', email: 'mira@example.com', password: pair })}\n`],
  ])('is read from %s of JSON', async (_, content) => {
    expect(await read('better-auth', fileOf(content))).toMatchObject([{ user: { id: idFrom('better-auth', 'u1'), username: 'mira@example.com', passwordHash: pair } }])
  })
})

describe('next-auth', () => {
  const tables = `
    CREATE TABLE "User" ("id" TEXT, "name" TEXT, "email" TEXT, "emailVerified" TEXT, "image" TEXT, "hashedPassword" TEXT, "secret" TEXT, "handle" TEXT);
    INSERT INTO "User" VALUES ('u1', 'Mira', 'mira@example.com', NULL, NULL, '$2b$04$x', 'hash', 'mira');
    CREATE TABLE "Account" ("id" TEXT, "userId" TEXT, "provider" TEXT);`

  it('has users by its adapter, and a password in the application\'s own column', async () => {
    expect(await read('next-auth', sqliteOf(tables))).toMatchObject([{ user: { username: 'mira@example.com', passwordHash: '$2b$04$x', isNfkc: false } }])
    const chosen = { passwordColumn: 'secret', nameColumn: 'handle', table: 'User' }
    expect(await read('next-auth', sqliteOf(tables), chosen)).toMatchObject([{ user: { username: 'mira', passwordHash: 'hash' } }])
  })

  it('names the tables that there are where that of users is not', async () => {
    await expect(read('next-auth', sqliteOf(tables), { table: 'people' })).rejects.toThrow('"people"; there are: User, Account')
  })
})

it('lucia has names and passwords in the keys of version 2, and where the application put them in version 3', async () => {
  const two = sqliteOf(`
    CREATE TABLE "user" ("id" TEXT); INSERT INTO "user" VALUES ('u1');
    CREATE TABLE "user_key" ("id" TEXT, "user_id" TEXT, "hashed_password" TEXT); INSERT INTO "user_key" VALUES ('username:mira', 'u1', 's2:${pair}'), ('github:9', 'u1', NULL);`)
  expect(await read('lucia', two)).toMatchObject([{ user: { username: 'mira', passwordHash: `s2:${pair}`, isNfkc: true } }])
  const three = sqliteOf(`CREATE TABLE "user" ("id" TEXT, "username" TEXT, "password_hash" TEXT); INSERT INTO "user" VALUES ('u1', 'mira', '$argon2id$x');`)
  expect(await read('lucia', three)).toMatchObject([{ user: { username: 'mira', passwordHash: '$argon2id$x' } }])
})

it('a ban comes along, unless it is over', async () => {
  const lines = [{ username: 'mira', banned: 1 }, { username: 'zoe', banned: true, banExpires: '2020-01-01T00:00:00Z' }, { username: 'noor', banned: false }]
  const found = await read('better-auth', fileOf(lines.map((line) => JSON.stringify(line)).join('\n')))
  expect(found.map(({ user }) => user?.isDisabled)).toEqual([true, undefined, undefined])
})

it('ids of many digits in SQLite are kept whole', async () => {
  const file = sqliteOf(`
    CREATE TABLE "users" ("id" INTEGER, "username" TEXT, "created_at" INTEGER);
    INSERT INTO "users" VALUES (1234567890123456789, 'mira', 1740823200), (1234567890123456790, 'zoe', NULL), (7, 'noor', NULL);`)
  const ids = ['1234567890123456789', '1234567890123456790', '7'].map((id) => idFrom('users', id))
  const found = await read('users', file)
  expect(found.map(({ user }) => user?.id)).toEqual(ids)
  expect(found[0]?.user?.created).toBe(1_740_823_200)
})

it('a plain list names its lines, and what is wrong with them', async () => {
  const lines = ['{"username":"mira","password_hash":"x","created_at":1740823200}', 'nonsense', '', '{"id":7,"email":"zoe@example.com"}', '{"name":"nobody"}']
  expect(await read('users', fileOf(`\ufeff${lines.join('\r\n')}`))).toMatchObject([
    { at: 'line 1', user: { username: 'mira', passwordHash: 'x', created: 1_740_823_200 } }, { at: 'line 2', user: null, why: 'it is no JSON object' },
    { at: 'line 4', user: { username: 'zoe@example.com', passwordHash: null } }, { at: 'line 5', user: null, why: expect.stringContaining('neither') },
  ])
})

it('an export of ours that was cut is told, and one of another version refused', async () => {
  const [first, user] = ['{"type":"latchkey","version":1}', '{"type":"user","id":"AAAAAAAAAAAAAAAAAAAAAA","username":"mira"}']
  expect(await read('latchkey', fileOf(`${first}\n${user}\n`))).toMatchObject([{ user: { username: 'mira' } }, { user: null, why: expect.stringContaining('cut short') }])
  const odd = '{"type":"user","id":"AAAAAAAAAAAAAAAAAAAAAA","username":"mira","disabled_at":"true"}'
  expect(await read('latchkey', fileOf(`${first}\n${odd}\n{"type":"end"}\n`))).toMatchObject([{ user: null, name: 'mira', why: expect.stringContaining('disabled_at') }])
  await expect(read('latchkey', fileOf('{"type":"latchkey","version":2}\n'))).rejects.toThrow('version 2')
})

it('sessions of express-session are counted, and name nobody but where passport did', async () => {
  const file = sqliteOf(`CREATE TABLE sessions (sid TEXT, expired, sess TEXT); INSERT INTO sessions VALUES ('a', 1, '{"cookie":{},"passport":{"user":7}}'), ('b', 1, '{"cookie":{}}');`)
  const source = await openSource(file)
  expect(await countSessions(source)).toEqual({ sessions: 2, named: 1 })
  source.close()
})

it.each([['prose', 'Dear reader'], ['a damaged SQLite', `SQLite format 3\0${'x'.repeat(2000)}`], ['half a document', '{"user": [\n'], ['a number', '[1,']])('a file of %s is refused in one sentence', async (_, content) => {
  await expect(openSource(fileOf(content))).rejects.toThrow(/^"[^\n]+\.$/)
})

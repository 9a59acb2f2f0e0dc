/** The command line as an operator uses it: what it says, where it says it, and the exit code. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/server/command-line/commands.ts'
import { helpOf } from '../../src/server/command-line/help.ts'
import { password } from '../support/instance.ts'
import { newFolder, run, startServer, type Server } from '../support/server.ts'
import { bodyOf, fetchFrom, logIn, mira, type Ask } from '../support/wire.ts'

describe('the help', () => {
  it.each([
    [[]], [['--help']], [['-h']], [['user', '--help']], [['user']], [['user', 'role']], [['serve', '--help']], [['user', 'add', '--help']],
    [['user', 'add', 'mira', '-h']], [['key', 'drop', '--help']],
  ])('of %j fits a screen, and is no error', async (words) => {
    const { code, stdout, stderr } = await run(words)
    const lines = stdout.trimEnd().split('\n')
    expect(lines.length).toBeLessThanOrEqual(30)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100)
    expect([stderr, code]).toEqual(['', 0])
  })

  it('names every command', async () => {
    const { stdout } = await run(['--help'])
    for (const command of [...commands.flatMap(({ name }) => name.split(' ').slice(0, 2))]) expect(stdout).toContain(command)
  })

  it('needs no setting that is right', async () => {
    expect((await run(['--help'], { settings: { PORT: 'x', LATCHKEY_NOPE: '1' } })).code).toBe(0)
  })
})

it.each(commands)('$name has a help with an example, which fits a screen', ({ name }) => {
  const text = helpOf(name, commands)
  expect(text).toMatch(/^Example: .*latchkey /m)
  expect(text.split('\n').length).toBeLessThanOrEqual(30)
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
})

describe('a line that is no command', () => {
  it.concurrent.each([
    ['that there is none of', ['start'], 'start'],
    ['of which an argument is missing', ['user', 'add'], 'user'],
    ['of which the action is unknown', ['user', 'remove', 'mira'], 'user remove'],
    ['with an argument too many', ['user', 'add', 'mira', password], 'user add'],
    ['whose action has an action', ['user', 'role', 'grant'], 'user role grant'],
    ['of a list without an end', ['user', 'list', '--limit', 'all'], '--limit'],
    ['with an option that there is none of', ['serve', '--port', '80'], '--port'],
    ['with a password as an option', ['user', 'add', 'mira', '--password', password], '--password'],
    ['of which the action is a word of the language', ['user', 'toString', 'mira'], 'toString'],
    ['whose role has no value', ['user', 'add', 'mira', '--role'], '--role'],
    ['whose role is a number', ['user', 'add', 'mira', '--role', '007'], 'role'],
    ['whose role is two', ['user', 'add', 'mira', '--role', 'admin,editor'], 'admin,editor'],
    ['of secrets', ['secret', 'show'], 'secret show'],
  ])('%s is one sentence that names it, and exit code 2', async (_, words, part) => {
    const { code, stdout, stderr } = await run(words, { stdin: `${password}\n` })
    expect(stderr).toMatch(/^latchkey: [^\n]+\n$/)
    expect(stderr).toContain(part)
    expect(stderr).not.toContain(password)
    expect([stdout, code]).toEqual(['', 2])
  })
})

it('--version names the version of the package', async () => {
  const { code, stdout } = await run(['--version'])
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^latchkey\/\d+\.\d+\.\d+ /)])
})

describe('secret generate', () => {
  it('prints 32 random bytes that a start takes, and each time others', async () => {
    const [one, another] = await Promise.all([run(['secret', 'generate']), run(['secret', 'generate'])])
    expect(one.stdout).toMatch(/^[\w-]{43}\n$/)
    expect(one.stdout).not.toBe(another.stdout)
    await startServer({ settings: { LATCHKEY_SECRET: one.stdout.trim() } })
  })
})

describe('beside a server on the same file', () => {
  let server: Server
  let ask: Ask
  beforeAll(async () => {
    server = await startServer()
    ask = fetchFrom(server.origin)
  })
  const at = (stdin = '') => ({ folder: server.folder, stdin, settings: { PORT: String(server.port) } })

  it('user add makes a user with roles, who can log in at once', async () => {
    const words = 'user add mira --role admin --role editor --email mira@example.com'.split(' ')
    const ran = await run(words, at(`${password}\n`))
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(ran.stdout).toMatch(/^Added mira \([\w-]{22}\), admin, editor\.\n$/)
    const login = await logIn(ask, 'jwt')
    expect(bodyOf(login.answer)['user']).toMatchObject({ username: 'mira', roles: ['admin', 'editor'] })
    const me = await ask('GET /auth/me', { headers: login.shown })
    expect(bodyOf(me)['user']).toMatchObject({ roles: ['admin', 'editor'] })
  })

  it.each([
    ['a pipe without a newline', password], ['one that ends with CRLF', `${password}\r\n`],
  ])('user add reads the password from %s', async (_, stdin) => {
    const username = `zoe-${stdin.length}`
    expect(await run(['user', 'add', username], at(stdin))).toMatchObject({ code: 0 })
    await logIn(ask, 'cookie', { username, password })
  })

  it.each([
    ['a name that is taken', ['user', 'add', 'mira'], password, 'mira'],
    ['a name that is none', ['user', 'add', 'm'], password, '"m"'],
    ['a password that is short', ['user', 'add', 'noor'], 'hunter2', 'fewer than 15'],
    ['no password', ['user', 'add', 'noor'], '', 'fewer than 15'],
    ['a password that is easy to guess', ['user', 'add', 'noor'], 'passwordpassword', 'guessed first'],
    ['an address that is none', ['user', 'add', 'noor', '--email', 'nowhere'], password, 'e-mail'],
    ['an unlock of nobody', ['user', 'unlock', 'noor'], '', 'noor'],
  ])('refuses %s in one sentence', async (_, words, stdin, part) => {
    const { code, stdout, stderr } = await run(words, at(stdin))
    expect(stderr).toMatch(/^latchkey: [^\n]+\.\n$/)
    expect(stderr).toContain(part)
    expect(stderr).not.toContain(stdin || password)
    expect([stdout, code]).toEqual(['', 1])
  })

  it('A-10: user unlock ends the wait of a name that was guessed at', async () => {
    const username = 'ines'
    await run(['user', 'add', username], at(password))
    const guess = () => ask('POST /auth/login', { json: { username, password: 'not the password at all' } })
    for (let n = 0; n < 5; n++) expect((await guess()).status).toBe(401)
    const locked = await ask('POST /auth/login', { json: { username, password } })
    expect(locked.status).toBe(429)
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await run(['user', 'unlock', username], at())).toMatchObject({ code: 0, stderr: '' })
    expect((await ask('POST /auth/login', { json: { username, password } })).status).toBe(200)
  })

  it('three commands at once each do what they say', async () => {
    const names = Array.from({ length: 3 }, (_, n) => `crowd-${n}`)
    const ran = await Promise.all(names.map((name) => run(['user', 'add', name], at(password))))
    expect(ran.map(({ code }) => code)).toEqual(Array<number>(3).fill(0))
    const file = new DatabaseSync(join(server.folder, '.latchkey', 'latchkey.db'), { readOnly: true })
    expect(file.prepare('SELECT count(*) AS n FROM user WHERE username LIKE \'crowd-%\'').get()).toEqual({ n: 3 })
    file.close()
  })

  it('the server answers all the while, and has nothing to complain of', async () => {
    expect((await ask('GET /readyz')).status).toBe(200)
    await server.stop()
    expect(server.stderr()).toBe('')
  })
})

describe('with records in memory', () => {
  it.each(['add', 'unlock'])('user %s says that it reaches nobody, instead of doing it to nobody', async (action) => {
    const { code, stderr } = await run(['user', action, mira.username], {
      folder: newFolder(), stdin: password, settings: { LATCHKEY_DATABASE_URL: 'memory:' },
    })
    expect(stderr).toContain('LATCHKEY_DATABASE_URL')
    expect(code).toBe(1)
  })
})

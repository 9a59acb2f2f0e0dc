/** `latchkey token inspect` beside a running server: what an operator is told of a token, and what a script. */
import { beforeAll, describe, expect, it } from 'vitest'
import { run, startServer, type Server } from '../support/server.ts'
import { bodyOf, fetchFrom, logIn, signUp, type Ask, type Login } from '../support/wire.ts'

let server: Server
let ask: Ask
let login: Login
beforeAll(async () => {
  server = await startServer()
  ask = fetchFrom(server.origin)
  await signUp(ask)
  login = await logIn(ask, 'token')
})
const inspect = (stdin: string, more: readonly string[] = []) => run(['token', 'inspect', ...more], { folder: server.folder, stdin, settings: { PORT: String(server.port) } })

describe('latchkey token inspect', () => {
  it('says what a token is, whose, until when, and that it would be accepted', async () => {
    const { code, stdout, stderr } = await inspect(`${login.credential}\n`)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout.split('\n')).toEqual([
      'kind     token', `user     mira (${login.user})`, `session  ${login.session}`, 'scope    all that the user may do',
      expect.stringMatching(/^issued {3}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC \((in 0 seconds|\d+ seconds? ago)\)$/),
      expect.stringMatching(/^expires {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC \(in 10 minutes\)$/), 'now      it would be accepted', '',
    ])
    expect(stdout).not.toContain(login.credential.slice(6))
  })

  it('says the same to programs', async () => {
    const { code, stdout } = await inspect(login.credential, ['--json'])
    expect([code, JSON.parse(stdout)]).toEqual([0, {
      kind: 'token', verified: true, user: { id: login.user, username: 'mira' }, session: login.session, scope: null, detail: null,
      issued_at: expect.any(Number), expires_at: expect.any(Number), accepted: true, refusal: null,
    }])
  })

  it('says why one would be refused, with exit code 1', async () => {
    const gone = await logIn(ask, 'jwt')
    await ask('POST /auth/logout', { headers: gone.shown })
    const { code, stdout, stderr } = await inspect(gone.credential)
    expect([code, stderr]).toEqual([1, ''])
    expect(stdout).toContain('now      it would be refused: session_revoked. The session was ended.')
    expect(stdout).toContain(`user     mira (${gone.user})`)
  })

  it('believes nothing of a foreign JWT, and hands no control character to the terminal', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const { code, stdout } = await inspect(`${part({ alg: 'HS256' })}.${part({ sub: 'root', name: '\u001b[31m\u202e' })}.c2ln`)
    expect(code).toBe(1)
    expect(stdout).toContain('claims   {"sub":"root"')
    expect(stdout.match(/NOT VERIFIED/g)).toHaveLength(2)
    expect(['\u001b', '\u202e'].filter((character) => stdout.includes(character))).toEqual([])
  })

  it('tells no more of a token of another instance than its outside', async () => {
    const { folder, stop } = await startServer()
    await stop()
    const other = await run(['token', 'inspect'], { folder, stdin: login.credential })
    expect(other.code).toBe(1)
    expect(other.stdout).toMatch(/^kind {5}token\nversion {2}1 {2}NOT VERIFIED\nhour {5}\S+ \S+ UTC .*NOT VERIFIED\nchecksum right {2}NOT VERIFIED\nnow {6}it would be refused: credential_invalid/)
  })

  it('refuses a folder without a database in one sentence, and makes none', async () => {
    const { code, stderr } = await run(['token', 'inspect'], { stdin: login.credential })
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^latchkey: There is no database at \S+; /)])
  })

  it.each([
    ['nothing on standard input', '', ['token', 'inspect'], 1, 'No credential'], ['an argument', 'x', ['token', 'inspect', 'lk_at_secret'], 2, 'takes nothing'],
    ['another action', 'x', ['token', 'show'], 2, 'token show'], ['more than any token', 'x'.repeat(20_000), ['token', 'inspect'], 1, 'longer'],
  ] as const)('refuses %s in one sentence', async (_, stdin, words, expected, part) => {
    const { code, stdout, stderr } = await run(words, { folder: server.folder, stdin, settings: { PORT: String(server.port) } })
    expect([stdout, code]).toEqual(['', expected])
    expect(stderr).toMatch(/^latchkey: [^\n]+\n$/)
    expect(stderr).toContain(part)
    expect(stderr).not.toContain('lk_at_secret')
  })

  it('uses nothing up: an API key is told of and never used', async () => {
    const { key } = bodyOf(await ask('POST /auth/keys', { headers: login.shown, json: { name: 'Nightly export' } }))
    expect((await inspect(String(key))).stdout).toContain('detail   Nightly export')
    const { keys } = bodyOf(await ask('GET /auth/keys', { headers: login.shown })) as { keys: { last_used_at: number | null }[] } // keys.test.ts holds the shape
    expect(keys.map(({ last_used_at: used }) => used)).toEqual([null])
  })
})
